import type { HistoryOutcome } from '../api/history.ts';

/** Changes come as fast as agents work; a page reads the history no faster than this. */
export const REFRESH_EVERY_MS = 2_000;
/** libSQL lags behind the hub: what is missing may have come by then. */
const STALE_AGAIN_MS = 10_000;
const RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 60_000;

/** Why there is nothing newer than what is shown; `retryAt` is the browser's time of the next try. */
export type Trouble =
  | { name: 'no history' | 'unreachable' | 'not found'; retryAt: number }
  | { name: 'no login' | 'not understood' };

export type HistoryWatchDeps<Stored> = {
  fetch: () => Promise<HistoryOutcome<Stored>>;
  now: () => number;
  isHidden: () => boolean;
  /** Not faster than this; `REFRESH_EVERY_MS` where it is left out. */
  everyMs?: () => number;
};

/** Keeps an answer of the history (one session, a graph) as new as the page needs it. */
export class HistoryWatch<Stored extends { fresh: boolean }> {
  #stored = $state.raw<Stored | null>(null);
  #trouble = $state.raw<Trouble | null>(null);

  readonly #deps: HistoryWatchDeps<Stored>;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isFetching = false;
  #hasNews = false;
  #isClosed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: HistoryWatchDeps<Stored>) {
    this.#deps = deps;
  }

  get stored(): Stored | null {
    return this.#stored;
  }

  get trouble(): Trouble | null {
    return this.#trouble;
  }

  /** Something changed, or nothing is known of it yet: reads it soon, and not while nobody looks. */
  changed(): void {
    this.#hasNews = true;
    if (this.#isFetching || this.#timer !== undefined || this.#deps.isHidden()) return;
    this.#fetchAt(this.#askedAt + (this.#deps.everyMs?.() ?? REFRESH_EVERY_MS));
  }

  shown(): void {
    if (this.#hasNews) this.changed();
  }

  /** Somebody does not want to wait for the next try. */
  retryNow(): void {
    if (!this.#isFetching) this.#fetchAt(this.#deps.now());
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #fetchAt(at: number): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isClosed) return;
    const delayMs = at - this.#deps.now();
    if (delayMs <= 0) return void this.#fetch();
    this.#timer = setTimeout(() => void this.#fetch(), delayMs);
  }

  async #fetch(): Promise<void> {
    this.#timer = undefined;
    if (this.#deps.isHidden()) {
      this.#hasNews = true;
      return;
    }
    this.#hasNews = false;
    this.#isFetching = true;
    this.#askedAt = this.#deps.now();
    const outcome = await this.#deps.fetch();
    this.#isFetching = false;
    if (!this.#isClosed) this.#take(outcome);
  }

  #take(outcome: HistoryOutcome<Stored>): void {
    if (outcome.name === 'found') {
      this.#stored = outcome.stored;
      this.#trouble = null;
      if (!outcome.stored.fresh) this.#fetchAt(this.#askedAt + STALE_AGAIN_MS);
      else if (this.#hasNews) this.changed();
      return;
    }
    if (outcome.name === 'no login' || outcome.name === 'not understood') {
      this.#trouble = outcome;
      return;
    }
    const waitMs =
      outcome.name === 'not found' ? STALE_AGAIN_MS : (outcome.retryAfterMs ?? RETRY_MS);
    const retryAt = this.#deps.now() + Math.min(waitMs, LONGEST_RETRY_MS);
    this.#trouble = { name: outcome.name, retryAt };
    this.#fetchAt(retryAt);
  }
}
