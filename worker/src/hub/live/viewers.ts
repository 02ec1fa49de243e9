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

/** A frame in one or more texts, the position it leads to, and when it is sent. */
export type Sending = { texts: readonly string[]; to: number; now: number };

/** The open sockets: a slow or broken one is closed and delays nobody (rule HUB6). */
export class Viewers {
  readonly #ctx: DurableObjectState;
  readonly #unacked = new Map<WebSocket, Unacked>();

  #nextExpiry: number | null;

  constructor(ctx: DurableObjectState) {
    this.#ctx = ctx;
    this.#nextExpiry = this.#firstExpiryAfter(-Infinity);
  }

  get count(): number {
    return this.#ctx.getWebSockets().length;
  }

  /** Open sockets of the same kind, keys or links, and of the same key or link. */
  countsBeside(viewer: ViewerCredential): { all: number; own: number } {
    return { all: this.#countOf(kindTag(viewer)), own: this.#countOf(ownerTag(viewer)) };
  }

  /** Whether a page is open that came with this very cookie. */
  isOpen(id: string): boolean {
    return this.#countOf(cookieTag(id)) > 0;
  }

  #countOf(tag: string): number {
    return this.#ctx.getWebSockets(tag).length;
  }

  get links(): ReadonlySet<string> {
    const links = new Set<string>();
    for (const socket of this.#ctx.getWebSockets('by links')) {
      const link = credentialOf(socket)?.link ?? null;
      if (link !== null) links.add(link);
    }
    return links;
  }

  countOfLink(link: string): number {
    return this.#countOf(`by link ${link}`);
  }

  /** Hands the socket to the platform, which keeps it open while the hub sleeps. */
  accept(socket: WebSocket, credential: ViewerCredential, tag: string): void {
    const tags = [tag, kindTag(credential), ownerTag(credential), cookieTag(credential.id)];
    this.#ctx.acceptWebSocket(socket, tags);
    socket.serializeAttachment(credential);
    const { expiresAt } = credential;
    if (expiresAt !== null) this.#nextExpiry = Math.min(this.#nextExpiry ?? Infinity, expiresAt);
  }

  of(tag: string): WebSocket[] {
    return this.#ctx.getWebSockets(tag);
  }

  /** Sends the texts of a frame to each of these sockets; bytes to all of them together. */
  broadcast(sockets: readonly WebSocket[], { texts, to, now }: Sending): number {
    const sizes = texts.map(byteLength);
    for (const socket of sockets) {
      for (const [index, text] of texts.entries()) {
        const sent = { to, bytes: sizes[index] ?? 0, at: now };
        if (!this.#send(socket, { text, now, note: (unacked) => unacked.add(sent) })) break;
      }
    }
    return sumOf(sizes) * sockets.length;
  }

  /** Puts a viewer where the others are, however far that is; the bytes that it took. */
  sendInitial(socket: WebSocket, { texts, to, now }: Sending): number {
    const bytes = sumOf(texts.map(byteLength));
    const [first, ...rest] = texts;
    if (first === undefined) return 0;
    const restart = (unacked: Unacked): void => {
      unacked.restart({ to, bytes, at: now });
    };
    if (!this.#send(socket, { text: first, now, note: restart })) return 0;
    for (const text of rest) if (!this.#send(socket, { text, now })) break;
    return bytes;
  }

  /** Sends what is not answered. */
  sendUnacked(socket: WebSocket, text: string, now: number): void {
    this.#send(socket, { text, now });
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

  /** When the first of those that look has to go; null: never. May be earlier: one may have left. */
  get nextExpiry(): number | null {
    return this.#nextExpiry;
  }

  /** Closes what was opened with a cookie or a link that has expired since. */
  closeExpired(now: number): void {
    if (this.#nextExpiry === null || this.#nextExpiry > now) return;
    this.#closeWhere('unauthorized', ({ expiresAt }) => expiresAt !== null && expiresAt <= now);
    this.#nextExpiry = this.#firstExpiryAfter(now);
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

  #firstExpiryAfter(now: number): number | null {
    let first = Infinity;
    for (const socket of this.#ctx.getWebSockets()) {
      const expiresAt = credentialOf(socket)?.expiresAt ?? Infinity;
      if (expiresAt > now) first = Math.min(first, expiresAt);
    }
    return first === Infinity ? null : first;
  }

  #closeWhere(reason: CloseReason, isGone: (credential: ViewerCredential) => boolean): void {
    for (const socket of this.#ctx.getWebSockets()) {
      const credential = credentialOf(socket);
      if (credential === null || isGone(credential)) this.#close(socket, reason);
    }
  }

  /** Whether the socket still stands after it; `note` keeps what the viewer is to answer. */
  #send(
    socket: WebSocket,
    { text, now, note }: { text: string; now: number; note?: (unacked: Unacked) => void },
  ): boolean {
    const unacked = this.#unacked.get(socket) ?? new Unacked();
    this.#unacked.set(socket, unacked);
    if (unacked.isTooFarBehind(now)) {
      this.#close(socket, 'tooSlow');
      return false;
    }
    try {
      socket.send(text);
      note?.(unacked);
      return true;
    } catch {
      this.#close(socket, 'tooSlow');
      return false;
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

const sumOf = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 0);

const kindTag = ({ link }: ViewerCredential): string => (link === null ? 'by keys' : 'by links');

const ownerTag = ({ id, parent, link }: ViewerCredential): string =>
  link === null ? `by key ${parent ?? id}` : `by link ${link}`;

const cookieTag = (id: string): string => `with ${id}`;

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
