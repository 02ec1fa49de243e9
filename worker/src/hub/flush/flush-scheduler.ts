import { LIMITS } from '@claude-monitor/protocol';
import type { Alarm } from '../alarm.ts';
import type { Flusher } from './flusher.ts';
import type { Journal } from '../ingest/journal.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { within } from './within.ts';

/** How many calls wait for a flush that is behind, and for how long at most. */
const CALLS_THAT_WAIT = 500;
const WAIT_MS = 3_000;

/** Readers make libSQL fresh, but no more often than this. */
const READ_PAUSE_MS = 1_000;

type Deps = {
  flusher: Flusher;
  journal: Journal;
  workspaceState: WorkspaceState;
  alarm: Alarm;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** Keeps the object awake for work that nobody waits for. */
  waitUntil: (work: Promise<unknown>) => void;
};

/** When to flush: lazily by time and amount, or because a history route asks. */
export class FlushScheduler {
  readonly #deps: Deps;
  /** Called when libSQL has more than before. */
  onFlushed: () => void = () => undefined;
  #startedAt = 0;
  #waiting = 0;
  #nextForReading: Promise<boolean> | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Called after each commit: flushes and writes checkpoints when there is enough, else later. */
  committed(): void {
    const { workspaceState, waitUntil } = this.#deps;
    if (this.#isDue()) waitUntil(this.#flush());
    if (workspaceState.isCheckpointDue) workspaceState.checkpoint();
    waitUntil(this.#ringWithin(LIMITS.flushIntervalMs));
  }

  /**
   * Events wait here while a flush is under way that is behind: its calls take turns with theirs, and where more
   * arrives than the hub can take it would time out again and again. While libSQL takes nothing they do not
   * wait: the journal is for that.
   */
  async whenThereIsRoom(): Promise<void> {
    const { running, isBehind, isGivenUp } = this.#deps.flusher;
    if (running === null || !isBehind || isGivenUp) return;
    if (this.#waiting >= CALLS_THAT_WAIT) return;
    this.#waiting++;
    await within(WAIT_MS, running, false);
    this.#waiting--;
  }

  /** Re-arms first and never throws: an alarm that keeps throwing is given up by the platform. */
  async onAlarm(): Promise<void> {
    const { alarm, flusher } = this.#deps;
    alarm.rang();
    if (flusher.hasFlushed()) return;
    await this.#ringWithin(LIMITS.flushIntervalMs);
    await this.#flush();
  }

  /**
   * Brings libSQL to where the hub stands now, or answers how old it is: an older answer is better
   * than an error (rule STO9).
   */
  async forReading(): Promise<{ asOf: number; fresh: boolean }> {
    const { flusher, journal, workspaceState, now } = this.#deps;
    const wanted = workspaceState.progress.seq;
    if (!flusher.hasFlushed(wanted)) {
      await within(LIMITS.flushWaitMs, this.#flushThrough(wanted), undefined);
    }
    if (flusher.hasFlushed(wanted)) return { asOf: now(), fresh: true };
    return { asOf: flusher.lastAt ?? journal.size.oldestAt ?? now(), fresh: false };
  }

  async #flushThrough(wanted: number): Promise<void> {
    const { flusher } = this.#deps;
    // One under way may have been cut before, or may be enough.
    await flusher.running;
    while (!flusher.hasFlushed(wanted)) {
      this.#nextForReading ??= this.#pause().then(() => this.#flushForReading());
      if (!(await this.#nextForReading)) return;
    }
  }

  async #pause(): Promise<void> {
    const pauseMs = this.#startedAt + READ_PAUSE_MS - this.#deps.now();
    if (pauseMs > 0) await this.#deps.sleep(pauseMs);
  }

  /** Shared by all who asked before it started; who asks from now on needs another. */
  #flushForReading(): Promise<boolean> {
    this.#nextForReading = null;
    return this.#flush();
  }

  /** A failed flush is tried again by the alarm, later each time. */
  async #flush(): Promise<boolean> {
    const { flusher, now } = this.#deps;
    this.#startedAt = now();
    const isConfirmed = await flusher.flush();
    if (isConfirmed) this.onFlushed();
    if (!isConfirmed) await this.#ringWithin(flusher.retryMs);
    // A rest that is no backlog is the start of the next lazy flush: under load there always is one.
    else if (this.#isDue()) await this.#ringWithin(0);
    return isConfirmed;
  }

  #isDue(): boolean {
    const { flusher, journal } = this.#deps;
    if (flusher.failing !== null || flusher.running !== null) return false;
    return journal.size.events >= LIMITS.flushEvents || journal.size.bytes >= LIMITS.flushBytes;
  }

  async #ringWithin(ms: number): Promise<void> {
    await this.#deps.alarm.ringBy(this.#deps.now() + ms);
  }
}
