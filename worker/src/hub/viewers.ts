import {
  CLOSE_CODES,
  clientFrameSchema,
  LIMITS,
  type CloseReason,
  type ServerFrame,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { parseCursor } from '../domain/cursor.ts';

/** What a socket carries through hibernation: the ids of its key and of the cookie it came with. */
const attachmentSchema = z.object({ credential: z.string(), parent: z.string().nullable() });

export type ViewerCredential = z.infer<typeof attachmentSchema>;

type Sent = { to: number; bytes: number; at: number };

/**
 * The open sockets. workerd tells neither how much a socket has buffered nor when it drains, so a
 * slow reader shows only in its own acknowledgements: one that is too far behind is closed (HUB6).
 */
export class Viewers {
  readonly #ctx: DurableObjectState;
  readonly #unacked = new Map<WebSocket, Sent[]>();

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
  }

  get count(): number {
    return this.#ctx.getWebSockets().length;
  }

  get isFull(): boolean {
    return this.count >= LIMITS.socketsPerWorkspace;
  }

  /** Hands the socket to the platform, which keeps it open while the hub sleeps. */
  accept(socket: WebSocket, credential: ViewerCredential): void {
    this.#ctx.acceptWebSocket(socket);
    socket.serializeAttachment(credential);
  }

  /** Sends a frame to one socket. */
  send(socket: WebSocket, frame: ServerFrame, to: number, now: number): void {
    this.#send(socket, JSON.stringify(frame), to, now);
  }

  /** Sends one frame, encoded once, to all; a slow or broken socket is closed and delays nobody. */
  broadcast(frame: ServerFrame, to: number, now: number): void {
    const sockets = this.#ctx.getWebSockets();
    if (sockets.length === 0) return;
    const text = JSON.stringify(frame);
    for (const socket of sockets) this.#send(socket, text, to, now);
  }

  /** A viewer says how far it has read; anything else closes it. */
  receive(socket: WebSocket, message: string | ArrayBuffer): void {
    const ack = ackOf(message);
    if (ack === null) {
      this.close(socket, 'badMessage');
      return;
    }
    const sent = this.#unacked.get(socket);
    while (sent?.[0] !== undefined && sent[0].to <= ack) sent.shift();
  }

  /** Closes what was opened with one of these keys or cookies (rule SHR7). */
  closeOf(ids: readonly string[]): void {
    for (const socket of this.#ctx.getWebSockets()) {
      const attachment = attachmentSchema.safeParse(socket.deserializeAttachment());
      if (!attachment.success) continue;
      const { credential, parent } = attachment.data;
      if (ids.includes(credential) || (parent !== null && ids.includes(parent))) {
        this.close(socket, 'revoked');
      }
    }
  }

  close(socket: WebSocket, reason: CloseReason): void {
    this.#unacked.delete(socket);
    try {
      socket.close(CLOSE_CODES[reason].code, reason);
    } catch {
      // It was closing already.
    }
  }

  forget(socket: WebSocket): void {
    this.#unacked.delete(socket);
  }

  #send(socket: WebSocket, text: string, to: number, now: number): void {
    const sent = this.#unacked.get(socket) ?? [];
    if (isTooSlow(sent, now)) {
      this.close(socket, 'tooSlow');
      return;
    }
    try {
      socket.send(text);
    } catch {
      this.close(socket, 'tooSlow');
      return;
    }
    sent.push({ to, bytes: text.length, at: now });
    this.#unacked.set(socket, sent);
  }
}

function isTooSlow(sent: readonly Sent[], now: number): boolean {
  const oldest = sent[0];
  if (oldest === undefined) return false;
  if (now - oldest.at > LIMITS.socketUnackedMs) return true;
  let bytes = 0;
  // A first snapshot alone may be larger than the bound; what comes after it is counted.
  for (const item of sent) if (item.to > oldest.to) bytes += item.bytes;
  return bytes > LIMITS.socketUnackedBytes;
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
