import { statusAnswerSchema, type StatusAnswer } from '@claude-monitor/protocol/api/index';
import { fetchHistory } from '../../lib/api/history.ts';
import { HistoryWatch } from '../../lib/history/history-watch.svelte.ts';
import type { Arrivals } from './way-status.ts';

const ASK_EVERY_MS = 1_000;

export type ArrivalWatchDeps = {
  fetch: typeof fetch;
  now: () => number;
  isHidden: () => boolean;
};

/**
 * Which sources were heard since the page was opened. The live feed says that something came, the
 * server's status by which way: it is asked after each change, at most once a second.
 */
export class ArrivalWatch {
  readonly #watch: HistoryWatch<StatusAnswer>;
  #before = $state.raw<Arrivals | null>(null);

  constructor(deps: ArrivalWatchDeps) {
    this.#watch = new HistoryWatch({
      ...deps,
      fetch: async () => {
        const outcome = await fetchHistory('/v1/status', statusAnswerSchema, deps.fetch);
        if (outcome.name !== 'found') return outcome;
        this.#before ??= outcome.stored.arrivals;
        // The hub itself answers: that libSQL doesn't have it yet is no reason to ask later.
        return { name: 'found', stored: { ...outcome.stored, fresh: true } };
      },
      everyMs: () => ASK_EVERY_MS,
    });
  }

  /** As they were when the page was opened; null until the server has answered. */
  get before(): Arrivals | null {
    return this.#before;
  }

  get newest(): Arrivals {
    return this.#watch.stored?.arrivals ?? {};
  }

  /** The server can't be asked. */
  get isSilent(): boolean {
    return this.#watch.trouble !== null;
  }

  changed(): void {
    this.#watch.changed();
  }

  shown(): void {
    this.#watch.shown();
  }

  close(): void {
    this.#watch.close();
  }
}
