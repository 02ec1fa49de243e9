import { backoffMs } from '@claude-monitor/protocol/retry';
import type { AskForBrakes, Asked } from './ask-brakes.ts';
import type { AtWork } from './at-work.ts';
import { BRAKE_LIMITS } from './brake-limits.ts';
import type { Verdict } from './verdict.ts';

type Deps = {
  ask: AskForBrakes;
  atWork: AtWork;
  verdict: Verdict;
  /** Milliseconds of a clock that nobody sets. */
  now: () => number;
  onHeard: () => void;
};

const RENEWED = 'replaced by a newer request';

/**
 * Asks the monitor what stops the sessions at work, one question at a time: it is answered when there is news. While
 * nobody is at work nothing is asked.
 */
export class Asking {
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

  get isAsking(): boolean {
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
    while (!this.#isStopped && atWork.isBusy(now())) await this.#pause(await this.#askOnce());
  }

  /** How long to wait before the next question. */
  async #askOnce(): Promise<number> {
    const { ask, atWork, verdict, now, onHeard } = this.#deps;
    const sessions = atWork.asked(now());
    const abort = new AbortController();
    this.#interrupt = () => {
      abort.abort(RENEWED);
    };
    const timer = setTimeout(() => {
      abort.abort();
    }, BRAKE_LIMITS.timeoutMs).unref();
    const startedAt = now();
    const known = verdict.isFresh(startedAt) ? verdict.version : null;
    const asked = await ask({ sessions, known, waitMs: BRAKE_LIMITS.waitMs }, abort.signal);
    clearTimeout(timer);
    if (!asked.ok && abort.signal.reason === RENEWED) return 0;
    if (!asked.ok) return this.#failed(asked);
    verdict.hear(asked.answer, sessions, now());
    this.#attempt = 0;
    this.#fault = null;
    onHeard();
    const isNews = asked.answer.version !== known;
    return isNews || now() - startedAt >= BRAKE_LIMITS.pauseMs ? 0 : BRAKE_LIMITS.pauseMs;
  }

  #failed({ fault, isRefused }: Extract<Asked, { ok: false }>): number {
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
