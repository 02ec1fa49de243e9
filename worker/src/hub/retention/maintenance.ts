import { LIMITS } from '@claude-monitor/protocol';
import type { Alarm } from '../alarm.ts';
import { report } from '../report.ts';
import type { StepEnd } from './deletions.ts';

/** Work that is done in steps beside what the hub is there for. */
type MaintenanceJob = {
  isIdle: boolean;
  /** It was begun: a hub that wakes goes on with it soon. */
  isUnderWay: boolean;
  step(): Promise<StepEnd>;
};

type Deps = {
  jobs: readonly MaintenanceJob[];
  alarm: Alarm;
  now: () => number;
  sync: () => Promise<void>;
  /** Keeps the object awake for work that nobody waits for. */
  waitUntil: (work: Promise<unknown>) => void;
};

/** libSQL does not answer: the next try. */
const RETRY_MS = 10_000;

/**
 * Deletes and seals in bounded steps, for a while at a time, and then leaves the hub to others. Each step
 * is durable before the next; the alarm is set first, so that a hub that is killed goes on. Idle, it sets
 * none.
 */
export class Maintenance {
  readonly #deps: Deps;
  #running: Promise<void> | null = null;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  /** Goes on with what was under way when the hub was killed: the alarm that was set may be far off. */
  resume(): void {
    const { jobs, alarm, now, waitUntil } = this.#deps;
    if (!jobs.some(({ isUnderWay }) => isUnderWay)) return;
    waitUntil(alarm.ringBy(now() + LIMITS.retentionPauseMs));
  }

  start(): void {
    if (this.#deps.jobs.every(({ isIdle }) => isIdle)) return;
    this.#deps.waitUntil(this.run());
  }

  /** Resolves when nothing is left, or when it is time for others. */
  run(): Promise<void> {
    this.#running ??= this.#run()
      .catch((error: unknown) => {
        report('maintenance', error);
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { jobs, alarm, now, sync } = this.#deps;
    if (jobs.every(({ isIdle }) => isIdle)) return;
    await alarm.ringBy(now() + RETRY_MS);
    const until = now() + LIMITS.retentionWorkMs;
    for (const job of jobs) {
      while (!job.isIdle) {
        const end = await job.step();
        await sync();
        if (end === 'done' || end === 'later') break;
        if (now() < until) continue;
        await alarm.ringBy(now() + LIMITS.retentionPauseMs);
        return;
      }
    }
  }
}
