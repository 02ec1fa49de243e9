import type { Loaded, ReplayAnswer, ReplayQuestion } from './messages.ts';
import type { Replayer } from './replayer.ts';
import type { Replay } from '@claude-monitor/fold/replay/replay';

export type Progress = Exclude<ReplayAnswer, { kind: 'ready' }> | { kind: 'asked' | 'ready' };

/** Between two replays of a session that goes on, and so many times as long as the last one took. */
const EVERY_MS = 5_000;
const PAUSE_FACTOR = 5;

/** The newest replay of one session: while a newer one is made, the older one stays. */
export class ReplayRunner {
  #made = $state.raw<{ replay: Replay; loaded: Loaded } | null>(null);
  #progress = $state.raw<Progress>({ kind: 'asked' });

  readonly #replayer: Replayer;
  readonly #now: () => number;
  #askedAt = Number.NEGATIVE_INFINITY;
  #tookMs = 0;
  #isFetching = false;
  #next: ReplayQuestion | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(replayer: Replayer, now: () => number) {
    this.#replayer = replayer;
    this.#now = now;
    replayer.listen((answer) => {
      this.#take(answer);
    });
  }

  get replay(): Replay | null {
    return this.#made?.replay ?? null;
  }

  get loaded(): Loaded | null {
    return this.#made?.loaded ?? null;
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** Asks now, or as soon as the last answer is old enough. */
  request(question: ReplayQuestion): void {
    this.#next = question;
    if (this.#isFetching || this.#timer !== undefined) return;
    const pauseMs = Math.max(EVERY_MS, PAUSE_FACTOR * this.#tookMs);
    const waitMs = this.#askedAt + pauseMs - this.#now();
    if (waitMs <= 0) this.#send(question);
    else this.#timer = setTimeout(() => this.#next !== null && this.#send(this.#next), waitMs);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#replayer.close();
  }

  #send(question: ReplayQuestion): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#next = null;
    this.#isFetching = true;
    this.#askedAt = this.#now();
    this.#replayer.request(question);
  }

  #take(answer: ReplayAnswer): void {
    if (answer.kind === 'ready') {
      this.#made = { replay: answer.replay, loaded: answer.loaded };
      this.#progress = { kind: 'ready' };
    } else {
      // What is shown stays while it is made again.
      if (this.#made === null || answer.kind === 'refused') this.#progress = answer;
      if (answer.kind === 'loading' || answer.kind === 'folding') return;
    }
    this.#isFetching = false;
    this.#tookMs = this.#now() - this.#askedAt;
    if (this.#next !== null) this.request(this.#next);
  }
}
