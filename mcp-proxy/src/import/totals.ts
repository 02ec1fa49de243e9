import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Draft } from '@claude-monitor/receivers/claude-transcript';

export type Sums = {
  requests: number;
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheCreationTokens: number;
};

/**
 * What the files hold, for the summary: each request once, however many of them have it.
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

  add(event: Draft): void {
    this.events += 1;
    this.#sessions.add(event.sessionId);
    const at = timeOf(event);
    this.firstAt = Math.min(this.firstAt, at);
    this.lastAt = Math.max(this.lastAt, at);
    if (event.type !== 'usage') return;
    const key = event.requestId ?? event.messageId ?? event.id;
    const {
      inputTokens = 0,
      outputTokens = 0,
      cacheReadTokens = 0,
      cacheCreationTokens = 0,
    } = event;
    // The monitor refuses it, and says so.
    const counts = [inputTokens, outputTokens, cacheReadTokens, cacheCreationTokens];
    if (counts.some((count) => count > LIMITS.tokensPerEvent)) return;
    const known = this.#outputOf.get(key);
    if (known !== undefined && known >= outputTokens) return;
    this.#outputOf.set(key, outputTokens);
    const sums = this.byModel.get(event.model ?? 'unknown') ?? noSums();
    this.byModel.set(event.model ?? 'unknown', sums);
    const request = {
      requests: 1,
      inputTokens,
      outputTokens,
      cacheReadTokens,
      cacheCreationTokens,
    };
    if (known === undefined) addTo(sums, request);
    else sums.outputTokens += outputTokens - known;
  }
}

/** The receiver states times in epoch ms. */
export const timeOf = ({ time }: Draft): number =>
  typeof time === 'number' ? time : Date.parse(time);

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
