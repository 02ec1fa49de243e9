import { LIMITS, TIME } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { RetentionRpc } from '../../store/writer-rpc.ts';
import type { Alerts } from '../alerts/alerts.ts';
import type { Flusher } from '../flush/flusher.ts';
import { report } from '../report.ts';
import type { Live } from '../live/live.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';
import type { StepEnd } from './deletions.ts';
import type { RetentionPolicy } from './policy.ts';
import { expiryStep, sealingStep } from './steps.ts';

const META = 'retention run';

type Deps = {
  sql: SqlStorage;
  workspace: string;
  workspaceState: WorkspaceState;
  flusher: Flusher;
  live: Live;
  alerts: Alerts;
  policy: RetentionPolicy;
  writer: () => RetentionRpc;
  now: () => number;
};

const runSchema = z.object({
  /** The day that it is done for, counted from 1970. */
  day: z.number(),
  stage: z.enum(['seal', 'leave', 'requests', 'history', 'done']),
  /** Of history, where libSQL's step before left off; of sessions, how many stay. */
  resume: z.number().nullable(),
  ranAt: z.number().nullable(),
});
type Run = z.infer<typeof runSchema>;

/**
 * Retention (rule STO5), once a day in bounded steps: hours that nothing arrived for are sealed, sessions
 * beyond the horizon leave, then libSQL lets go of what is as old. A step ends with a checkpoint, and where
 * it stands is stored with it; each can be done again.
 */
export class Aging {
  readonly #deps: Deps;
  #run: Run;

  constructor(deps: Deps) {
    this.#deps = deps;
    const stored = readMeta(deps.sql, META);
    this.#run = stored === null ? this.#first : runSchema.parse(JSON.parse(textOf(stored)));
  }

  /** When it was last brought to its end. */
  get ranAt(): number | null {
    return this.#run.ranAt;
  }

  get isIdle(): boolean {
    return this.#run.day === this.#today && this.#run.stage === 'done';
  }

  get isUnderWay(): boolean {
    return this.#run.stage !== 'done';
  }

  /** Numbers were changed: it is done again. */
  again(): void {
    this.#enter({ ...this.#run, day: 0, stage: 'done' });
  }

  async step(): Promise<StepEnd> {
    if (this.isIdle) return 'done';
    const run = this.#run;
    switch (run.stage) {
      case 'done':
        this.#enter({ ...run, day: this.#today, stage: 'seal', resume: null });
        return 'more';
      case 'seal':
        return await this.#seal(run);
      case 'leave':
        return await this.#leave(run);
      case 'requests':
        this.#deps.alerts.incidents.store.expire(this.#horizon);
        this.#deps.workspaceState.requests.forgetBefore(this.#horizon);
        this.#deps.workspaceState.checkpoint();
        this.#enter({ ...run, stage: 'history', resume: null });
        return 'more';
      case 'history':
        return await this.#expire(run);
    }
  }

  /** Only what libSQL has in full is sealed: the hub could not send its rows again. */
  async #seal(run: Run): Promise<StepEnd> {
    const { workspaceState, policy } = this.#deps;
    if (!(await this.#isFlushed())) return 'later';
    const before = this.#today - policy.now.factsDays;
    const isDone = sealingStep(workspaceState, before);
    if (isDone) this.#enter({ ...run, stage: 'leave', resume: null });
    workspaceState.checkpoint();
    return 'more';
  }

  async #leave(run: Run): Promise<StepEnd> {
    const { workspaceState, live, alerts } = this.#deps;
    if (!(await this.#isFlushed())) return 'later';
    const skip = run.resume ?? 0;
    const { isDone, stay } = expiryStep(workspaceState, this.#horizon, {
      skip,
      limit: LIMITS.retentionRecords,
      budget: LIMITS.retentionStep,
    });
    this.#enter(
      isDone ? { ...run, stage: 'requests', resume: null } : { ...run, resume: skip + stay },
    );
    // Before the frame, which takes what went.
    alerts.left();
    live.changed(0);
    workspaceState.checkpoint();
    return 'more';
  }

  async #expire(run: Run): Promise<StepEnd> {
    const { writer, workspace, now, policy } = this.#deps;
    const result = await writer()
      .expire(workspace, {
        blocksBefore: now() - policy.now.blocksDays * TIME.dayMs,
        historyBefore: this.#horizon,
        rowsAtMost: LIMITS.retentionRows,
        resume: run.resume,
      })
      .catch((error: unknown) => {
        report('expire', error);
        return null;
      });
    if (result?.ok !== true) return 'later';
    if (result.more) this.#enter({ ...run, resume: result.resume });
    else this.#enter({ ...run, stage: 'done', resume: null, ranAt: now() });
    return 'more';
  }

  async #isFlushed(): Promise<boolean> {
    const { flusher, workspaceState } = this.#deps;
    if (!flusher.hasFlushed()) await flusher.flush();
    return flusher.hasFlushed(workspaceState.progress.foldedSeq);
  }

  /** A new workspace has nothing that is old. */
  get #first(): Run {
    const day = Math.floor(this.#deps.workspaceState.progress.epoch / TIME.dayMs);
    return { day, stage: 'done', resume: null, ranAt: null };
  }

  get #today(): number {
    return Math.floor(this.#deps.now() / TIME.dayMs);
  }

  get #horizon(): number {
    return this.#deps.now() - this.#deps.policy.now.horizonDays * TIME.dayMs;
  }

  #enter(run: Run): void {
    this.#run = run;
    writeMeta(this.#deps.sql, META, JSON.stringify(run));
  }
}
