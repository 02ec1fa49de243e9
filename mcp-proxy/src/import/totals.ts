import { hash64, type TelemetryEvent } from '@claude-monitor/protocol';

export type Sums = {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
};

/**
 * What the files hold, for the summary: each request once, however many of them have it. Known by a hash of its
 * id, so that a tree of gigabytes needs few megabytes.
 */
export class Totals {
  readonly #outputOf = new Map<string, number>();
  readonly #sessions = new Set<string>();
  readonly byModel = new Map<string, Sums>();
  firstAt = Infinity;
  lastAt = 0;
  events = 0;

  get sessions(): number {
    return this.#sessions.size;
  }

  get all(): Sums {
    const all = noSums();
    for (const sums of this.byModel.values()) addTo(all, sums);
    return all;
  }

  add(event: TelemetryEvent): void {
    this.events += 1;
    this.#sessions.add(event.sessionId);
    this.firstAt = Math.min(this.firstAt, event.time);
    this.lastAt = Math.max(this.lastAt, event.time);
    if (event.type !== 'usage') return;
    const key = hash64(event.requestId ?? event.messageId ?? event.id);
    const known = this.#outputOf.get(key);
    if (known !== undefined && known >= event.outputTokens) return;
    this.#outputOf.set(key, event.outputTokens);
    const sums = this.byModel.get(event.model ?? 'unknown') ?? noSums();
    this.byModel.set(event.model ?? 'unknown', sums);
    if (known === undefined) addTo(sums, { ...event, requests: 1 });
    else sums.outputTokens += event.outputTokens - known;
  }
}

const noSums = (): Sums => ({
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
});

function addTo(sums: Sums, other: Sums): void {
  sums.requests += other.requests;
  sums.inputTokens += other.inputTokens;
  sums.outputTokens += other.outputTokens;
  sums.cacheReadTokens += other.cacheReadTokens;
  sums.cacheCreationTokens += other.cacheCreationTokens;
}
