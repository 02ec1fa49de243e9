import { PING, PONG } from '@claude-monitor/protocol/live/frames';
import type { FeedSocket } from '../feed-deps.ts';
import { heartbeat } from './heartbeat.ts';

type Deps = {
  open: (cursor: string | null) => FeedSocket;
  now: () => number;
  onText: (text: string) => void;
  onClose: (code: number) => void;
};

/** One socket at a time, and its heartbeat. Whatever a dropped socket still sends is ignored. */
export class LiveSocket {
  readonly #deps: Deps;
  #socket: FeedSocket | null = null;
  #pingedAt = 0;
  #receivedAt = 0;
  #roundTripMs = 0;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** The newest message, by the browser's clock. */
  get receivedAt(): number {
    return this.#receivedAt;
  }

  get roundTripMs(): number {
    return this.#roundTripMs;
  }

  get hasSocket(): boolean {
    return this.#socket !== null;
  }

  open(cursor: string | null): void {
    this.drop();
    const socket = this.#deps.open(cursor);
    this.#socket = socket;
    socket.onmessage = (message: MessageEvent<unknown>) => {
      if (typeof message.data === 'string') this.#receive(message.data);
    };
    socket.onclose = ({ code }) => {
      this.#deps.onClose(code);
    };
  }

  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  ping(): void {
    this.#pingedAt = this.#deps.now();
    this.send(PING);
  }

  /** Pings when it is time for it; false: a ping was not answered, the socket is dead. */
  beat(now: number): boolean {
    const need = heartbeat({ pingedAt: this.#pingedAt, receivedAt: this.#receivedAt }, now);
    if (need === 'ping') this.ping();
    return need !== 'dead';
  }

  drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #receive(text: string): void {
    this.#receivedAt = this.#deps.now();
    if (text === PONG) this.#roundTripMs = this.#receivedAt - this.#pingedAt;
    else this.#deps.onText(text);
  }
}
