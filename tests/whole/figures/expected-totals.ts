import { expect } from 'vitest';
import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { eventually, sendUntilAcknowledged, usageEvent, type Api } from '../http/api.ts';

const BATCH = 100;

export type Load = {
  reached: (count: number) => Promise<void>;
  done: Promise<void>;
};

/** Keeps the books of a test: what was acknowledged is what history has to say, no more and no less. */
export class ExpectedTotals {
  readonly #api: () => Api;
  readonly #ids = new Map<string, string[]>();

  constructor(api: () => Api) {
    this.#api = api;
  }

  /** Sends batches from several clients at once, each until it is acknowledged, as a spool does. */
  load(options: { events: number; clients: number; sessions: readonly string[] }): Load {
    let acknowledged = 0;
    const waiting = new Map<() => void, number>();
    const batches = batchesOf(options.events, options.sessions);
    const client = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        await sendUntilAcknowledged(this.#api(), batch);
        this.enter(batch);
        acknowledged += batch.length;
        for (const [tell, count] of waiting) if (acknowledged >= count) tell();
      }
    };
    return {
      done: Promise.all(Array.from({ length: options.clients }, client)).then(() => undefined),
      reached: (count) =>
        new Promise((resolve) => {
          if (acknowledged >= count) resolve();
          else waiting.set(resolve, count);
        }),
    };
  }

  enter(events: readonly TelemetryEventInput[]): void {
    for (const { sessionId, id } of events) {
      this.#ids.set(sessionId, [...(this.#ids.get(sessionId) ?? []), id]);
    }
  }

  get total(): number {
    return [...this.#ids.values()].reduce((sum, ids) => sum + ids.length, 0);
  }

  /** History is fresh and has each acknowledged event once: in the sums and session by session. */
  async agrees(): Promise<void> {
    const usage = await eventually(
      () => this.#api().usage('?groupBy=session'),
      (answer) => answer.fresh && answer.totals.requests >= this.total,
    );
    expect(usage.totals).toMatchObject({
      requests: this.total,
      inputTokens: this.total,
      outputTokens: 2 * this.total,
    });
    expect(Object.fromEntries(usage.groups.map(({ key, requests }) => [key, requests]))).toEqual(
      Object.fromEntries([...this.#ids].map(([session, ids]) => [session, ids.length])),
    );
  }

  /** The raw events of a session are the acknowledged ones, each once. */
  async agreesOnEvents(sessionId: string): Promise<void> {
    const { items } = await this.#api().sessions();
    const session = items.find((item) => item.sessionId === sessionId)?.id ?? '';
    const stored = await this.#api().eventIds(session);
    expect(stored.sort()).toEqual([...(this.#ids.get(sessionId) ?? [])].sort());
  }
}

/** The sessions take turns, so that each batch is of several. */
function batchesOf(events: number, sessions: readonly string[]): TelemetryEventInput[][] {
  const batches: TelemetryEventInput[][] = [];
  for (let index = 0; index < events; index++) {
    if (index % BATCH === 0) batches.push([]);
    batches.at(-1)?.push(usageEvent(sessions[index % sessions.length] ?? 'session'));
  }
  return batches;
}

export const sessionNames = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);
