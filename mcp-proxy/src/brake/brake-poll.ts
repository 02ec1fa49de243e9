import { backoffMs } from '@claude-monitor/protocol/retry';
import type { FetchBrakes, BrakesOutcome } from './fetch-brakes.ts';
import type { AtWork } from './at-work.ts';
import { BRAKE_LIMITS } from './brake-limits.ts';
import type { Verdict } from './verdict.ts';

type Deps = {
  fetchBrakes: FetchBrakes;
  atWork: AtWork;
  verdict: Verdict;
  /** Milliseconds of a clock that nobody sets. */
  now: () => number;
  onAnswer: () => void;
};

const RENEWED = 'replaced by a newer request';

/**
 * Asks the monitor what stops the sessions at work, one question at a time: it is answered when there is news. While
 * nobody is at work nothing is asked.
 */
export class BrakePoll {
  readonly #deps: Deps;
  #running: Promise<void> | null = null;
  #isStopped = false;
  #attempt = 0;
  #fault: string | null = null;
  /** Ends the question under way, or the pause before the next. */
  #interrupt: () => void = () => undefined;
  #gathering: NodeJS.Timeout | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Why the last question was not answered; null: it was. */
  get fault(): string | null {
    return this.#fault;
  }

  get isPolling(): boolean {
    return this.#running !== null;
  }

  /** Somebody is at work whom the question under way does not name. */
  renew(): void {
    if (this.#isStopped) return;
    this.#gathering ??= setTimeout(() => {
      this.#gathering = null;
      if (this.#running !== null) this.#interrupt();
      else this.#start();
    }, BRAKE_LIMITS.gatherMs).unref();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#gathering !== null) clearTimeout(this.#gathering);
    this.#interrupt();
    await this.#running;
  }

  #start(): void {
    this.#running = this.#run().finally(() => {
      this.#running = null;
      // Somebody began while the last question ended.
      if (!this.#isStopped && this.#deps.atWork.isBusy(this.#deps.now())) this.#start();
    });
  }

  async #run(): Promise<void> {
    const { atWork, now } = this.#deps;
    while (!this.#isStopped && atWork.isBusy(now())) await this.#pause(await this.#pollOnce());
  }

  /** How long to wait before the next question. */
  async #pollOnce(): Promise<number> {
    const { fetchBrakes, atWork, verdict, now, onAnswer } = this.#deps;
    const sessions = atWork.sessions(now());
    const abort = new AbortController();
    this.#interrupt = () => {
      abort.abort(RENEWED);
    };
    const timer = setTimeout(() => {
      abort.abort();
    }, BRAKE_LIMITS.timeoutMs).unref();
    const startedAt = now();
    const known = verdict.isFresh(startedAt) ? verdict.version : null;
    const outcome = await fetchBrakes(
      { sessions, known, waitMs: BRAKE_LIMITS.waitMs },
      abort.signal,
    );
    clearTimeout(timer);
    if (!outcome.ok && abort.signal.reason === RENEWED) return 0;
    if (!outcome.ok) return this.#failed(outcome);
    verdict.receive(outcome.answer, sessions, now());
    this.#attempt = 0;
    this.#fault = null;
    onAnswer();
    const isNews = outcome.answer.version !== known;
    return isNews || now() - startedAt >= BRAKE_LIMITS.pauseMs ? 0 : BRAKE_LIMITS.pauseMs;
  }

  #failed({ fault, isRefused }: Extract<BrakesOutcome, { ok: false }>): number {
    this.#fault = fault;
    if (isRefused) return BRAKE_LIMITS.refusedMs;
    return backoffMs(this.#attempt++, BRAKE_LIMITS.backoff);
  }

  async #pause(ms: number): Promise<void> {
    if (ms === 0 || this.#isStopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms).unref();
      this.#interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
