import { CLOSE_CODES, clientFrameSchema, LIMITS, type CloseReason } from '@claude-monitor/protocol';
import { z } from 'zod';
import { parseCursor } from '../../domain/cursor.ts';
import { byteLength } from '../storage/byte-length.ts';
import { Unacked } from './unacked.ts';

/** What a socket carries through hibernation: the key, link or cookie that it came with. */
const attachmentSchema = z.object({
  id: z.string(),
  /** The key or link that a cookie is the child of. */
  parent: z.string().nullable(),
  /** The link that says what it sees; null: a key, which sees all. */
  link: z.string().nullable(),
  expiresAt: z.number().nullable(),
});

export type ViewerCredential = z.infer<typeof attachmentSchema>;

/** An encoded frame, the position it leads to, and when it is sent. */
export type Sending = { text: string; to: number; now: number };

/** The open sockets: a slow or broken one is closed and delays nobody (rule HUB6). */
export class Viewers {
  readonly #ctx: DurableObjectState;
  readonly #unacked = new Map<WebSocket, Unacked>();

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  get count(): number {
    return this.#ctx.getWebSockets().length;
  }

  get isFull(): boolean {
    return this.count >= LIMITS.socketsPerWorkspace;
  }

  /** The links that open sockets came with, and how many with each. */
  get links(): ReadonlyMap<string, number> {
    const links = new Map<string, number>();
    for (const socket of this.#ctx.getWebSockets()) {
      const link = credentialOf(socket)?.link ?? null;
      if (link !== null) links.set(link, (links.get(link) ?? 0) + 1);
    }
    return links;
  }

  hasAny(tag: string): boolean {
    return this.#ctx.getWebSockets(tag).length > 0;
  }

  /** Hands the socket to the platform, which keeps it open while the hub sleeps. */
  accept(socket: WebSocket, credential: ViewerCredential, tag: string): void {
    this.#ctx.acceptWebSocket(socket, [tag]);
    socket.serializeAttachment(credential);
  }

  /** Sends a frame to all of one audience; bytes to all of them together. */
  broadcast(tag: string, frame: Sending): number {
    const bytes = byteLength(frame.text);
    const sockets = this.#ctx.getWebSockets(tag);
    for (const socket of sockets) this.#send(socket, frame, bytes);
    return bytes * sockets.length;
  }

  send(socket: WebSocket, frame: Sending): void {
    this.#send(socket, frame, byteLength(frame.text));
  }

  /** A viewer says how far it has read; anything else closes it. */
  receive(socket: WebSocket, message: string | ArrayBuffer): void {
    const ack = ackOf(message);
    if (ack === null) this.#close(socket, 'badMessage');
    else this.#unacked.get(socket)?.ack(ack);
  }

  /** Closes what was opened with one of these keys or cookies (rule SHR7). */
  closeOf(ids: readonly string[]): void {
    this.#closeWhere('revoked', ({ id, parent }) => {
      return ids.includes(id) || (parent !== null && ids.includes(parent));
    });
  }

  /** Closes what was opened with a cookie that has expired since. */
  closeExpired(now: number): void {
    this.#closeWhere('unauthorized', ({ expiresAt }) => expiresAt !== null && expiresAt <= now);
  }

  /** The other side closed; it is answered, and forgotten. */
  closed(socket: WebSocket): void {
    this.#unacked.delete(socket);
    try {
      socket.close(1000);
    } catch {
      // It was closed already.
    }
  }

  #closeWhere(reason: CloseReason, isGone: (credential: ViewerCredential) => boolean): void {
    for (const socket of this.#ctx.getWebSockets()) {
      const credential = credentialOf(socket);
      if (credential === null || isGone(credential)) this.#close(socket, reason);
    }
  }

  #send(socket: WebSocket, { text, to, now }: Sending, bytes: number): void {
    const unacked = this.#unacked.get(socket) ?? new Unacked();
    this.#unacked.set(socket, unacked);
    if (unacked.isTooFarBehind(now)) {
      this.#close(socket, 'tooSlow');
      return;
    }
    try {
      socket.send(text);
      unacked.add({ to, bytes, at: now });
    } catch {
      this.#close(socket, 'tooSlow');
    }
  }

  #close(socket: WebSocket, reason: CloseReason): void {
    this.#unacked.delete(socket);
    try {
      socket.close(CLOSE_CODES[reason].code, reason);
    } catch {
      // It was closing already.
    }
  }
}

function credentialOf(socket: WebSocket): ViewerCredential | null {
  return attachmentSchema.safeParse(socket.deserializeAttachment()).data ?? null;
}

function ackOf(message: string | ArrayBuffer): number | null {
  if (typeof message !== 'string' || message.length > LIMITS.socketMessageBytes) return null;
  try {
    const frame = clientFrameSchema.safeParse(JSON.parse(message));
    return frame.success ? (parseCursor(frame.data.to)?.seq ?? null) : null;
  } catch {
    return null;
  }
}
