import { serverFrameSchema, type ServerFrame } from '@claude-monitor/protocol/live/frames';
import { jsonIn } from '@claude-monitor/protocol/api/refusal';
import { smokeFaults } from './fault.ts';

const PATIENCE_MS = 20_000;
/** No event says that a socket is closing. */
const POLL_MS = 20;

/** A live viewer that waits for single things: a frame, or its end. */
export class SmokeSocket {
  readonly #socket: WebSocket;
  readonly #frames: ServerFrame[] = [];
  readonly #changed = new EventTarget();
  #closeCode: number | null = null;

  constructor(url: string, key: string) {
    const address = new URL('/v1/live', url.replace(/^http/, 'ws'));
    // Node's sockets take headers; the DOM's types do not know of it.
    const socket: WebSocket = Reflect.construct(WebSocket, [
      address,
      { headers: { authorization: `Bearer ${key}` } },
    ]);
    socket.onmessage = ({ data }) => {
      const frame = serverFrameSchema.safeParse(jsonIn(String(data)));
      if (frame.success) this.#frames.push(frame.data);
      this.#changed.dispatchEvent(new Event('change'));
    };
    socket.onerror = () => undefined;
    socket.onclose = ({ code }) => {
      this.#closeCode = code;
      this.#changed.dispatchEvent(new Event('change'));
    };
    this.#socket = socket;
  }

  async waitFor(what: string, holds: (frame: ServerFrame) => boolean): Promise<void> {
    await this.#until(() => {
      if (this.#frames.some(holds)) return true;
      if (this.#closeCode !== null) throw smokeFaults.socketClosed(this.#closeCode);
      return false;
    }, what);
  }

  /**
   * Resolves when the other side has ended the socket, with its code; null while the connection below
   * lingers, which takes Node seconds after the last frame.
   */
  async ended(): Promise<number | null> {
    const poll = setInterval(() => this.#changed.dispatchEvent(new Event('change')), POLL_MS);
    try {
      await this.#until(() => this.#socket.readyState >= WebSocket.CLOSING, 'its close');
      return this.#closeCode;
    } finally {
      clearInterval(poll);
    }
  }

  close(): void {
    this.#socket.close();
  }

  async #until(isSo: () => boolean, what: string): Promise<void> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (!isSo()) {
      if (deadline.aborted) throw smokeFaults.notReceived(what);
      await new Promise<void>((resolve) => {
        const done = (): void => {
          this.#changed.removeEventListener('change', done);
          deadline.removeEventListener('abort', done);
          resolve();
        };
        this.#changed.addEventListener('change', done);
        deadline.addEventListener('abort', done);
      });
    }
  }
}
