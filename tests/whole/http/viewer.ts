import { expect, vi } from 'vitest';
import type { ServerFrame } from '@claude-monitor/protocol';
import { applyFrame } from '../../../web/src/lib/live/apply-frame.ts';
import { NOTHING_YET, type LiveState } from '../../../web/src/lib/live/live-state.ts';
import { parseFrame } from '../../../web/src/lib/live/parse-frame.ts';
import { pulseAt } from '../../../web/src/lib/charts/pulse.ts';
import type { Monitor } from '../monitor/monitor.ts';

const RECONNECT_MS = 100;
const SAME_WITHIN_MS = 15_000;

type Server = Pick<Monitor, 'url' | 'readKey'>;

/** A viewer as the dashboard is one, by the same rules for what a frame does to what is shown. */
export class Viewer {
  readonly #server: Server;
  readonly #reconnects: boolean;
  #socket: WebSocket | null = null;
  #isCutOff = false;
  #live: LiveState = NOTHING_YET;
  readonly received: ServerFrame['type'][] = [];
  /** Why the hub could not go on from the cursor, each time. */
  readonly gaps: string[] = [];
  /** The codes of the closes that were not asked for here. */
  readonly closes: number[] = [];
  /** Patches that did not start where this viewer stands: something was lost on the way. */
  missed = 0;
  bytes = 0;

  constructor(server: Server, options: { reconnects?: boolean; cursor?: string } = {}) {
    this.#server = server;
    this.#reconnects = options.reconnects ?? false;
    if (options.cursor !== undefined) this.#live = { ...NOTHING_YET, position: options.cursor };
  }

  get live(): LiveState {
    return this.#live;
  }

  /** Opens a socket, with the cursor where there is one; resolves with the first applied frame. */
  async connect(): Promise<void> {
    this.#isCutOff = false;
    const socket = openSocket(this.#server, { cursor: this.#live.position });
    this.#socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.onmessage = ({ data }) => {
        if (this.#take(socket, String(data)) === 'applied') resolve();
      };
      socket.onerror = () => undefined;
      socket.onclose = ({ code }) => {
        this.#closed(code);
        reject(new Error(`closed with ${String(code)}`));
      };
    });
  }

  /** Lets go of the socket as a lost network does; what it still says is not heard. */
  cutOff(): void {
    this.#isCutOff = true;
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #take(socket: WebSocket, text: string): 'applied' | 'unmoved' | 'missed' {
    const frame = parseFrame(text);
    if (frame === null) throw new Error(`not a frame: ${text.slice(0, 200)}`);
    this.received.push(frame.type);
    this.bytes += text.length;
    if (frame.type === 'gap') this.gaps.push(frame.reason);
    const { live, outcome } = applyFrame(this.#live, frame);
    this.#live = live;
    if (outcome === 'missed') this.missed += 1;
    if (outcome === 'applied') socket.send(JSON.stringify({ type: 'ack', to: live.position }));
    return outcome;
  }

  #closed(code: number): void {
    this.closes.push(code);
    if (this.#reconnects) setTimeout(() => void this.#comeBack(), RECONNECT_MS);
  }

  async #comeBack(): Promise<void> {
    // A failed try closes its own socket, and that starts the next one.
    if (!this.#isCutOff) await this.connect().catch(() => undefined);
  }
}

/** Opens a socket of the live route, with a key unless other headers say who it is. */
export function openSocket(
  server: Server,
  options: { cursor?: string | null; headers?: Record<string, string> } = {},
): WebSocket {
  const { cursor = null, headers = { authorization: `Bearer ${server.readKey}` } } = options;
  const url = new URL('/v1/live', server.url.replace('http', 'ws'));
  url.searchParams.set('patches', 'fields');
  if (cursor !== null) url.searchParams.set('cursor', cursor);
  // Node's sockets take headers; the DOM's types do not know of it.
  const socket: WebSocket = Reflect.construct(WebSocket, [url, { headers }]);
  return socket;
}

/** What a page shows at a time, without what depends on when it was reported (the newest lines). */
function shownBy({ live }: Viewer, now: number): object {
  const { workspace, position, sessions, tasks, totals, series, more } = live;
  const withPulse = [...sessions].map(([id, session]) => [
    id,
    { ...session, pulse: pulseAt(session.pulse, now) },
  ]);
  return {
    workspace,
    position,
    totals,
    more,
    sessions: Object.fromEntries(withPulse),
    tasks: Object.fromEntries(tasks),
    series: Object.fromEntries(series),
  };
}

/**
 * The viewer shows what the hub has: the same as a page that is opened fresh. Waited for, since what
 * changed last reaches open pages with the next frame.
 */
export async function expectShowsTheHub(viewer: Viewer, server: Server): Promise<void> {
  await vi.waitFor(
    async () => {
      const fresh = new Viewer(server);
      await fresh.connect();
      fresh.cutOff();
      const now = Date.now();
      expect(shownBy(viewer, now)).toEqual(shownBy(fresh, now));
    },
    { timeout: SAME_WITHIN_MS, interval: RECONNECT_MS },
  );
}
