import type { TelemetryEvent, WorkOutcome } from '@claude-monitor/protocol/event/event';
import { hash64 } from '@claude-monitor/protocol/ids';
import type { Outcome } from './outcome.ts';
import { SessionTasks, type WorkedTask } from './session-tasks.ts';
import { readKept, writeKept, type Kept } from './kept-work.ts';

const PULLS_KEPT = 1_000;
const COMMITS_KEPT = 3_000;
const TASKS_OF_PULL = 20;

/** A command of a session that brought something about, with the pull request of its branch where there is one. */
export type Brought = { session: string; at: number; outcome: Outcome; branchPull: string | null };

/**
 * What becomes of tasks, told from what `git` and `gh` print on this machine: which task a commit and a pull request
 * are of is remembered here, and an event says so of each of its tasks when their state changes, in whatever session.
 * Neither texts nor commits leave with it.
 */
export class TaskOutcomes {
  readonly #file: string;
  readonly #sessions = new SessionTasks();
  readonly #pulls: Map<string, Kept['pulls'][number][1]>;
  readonly #commits: Map<string, WorkedTask>;

  /** `file` keeps which task was behind what: pull requests are merged days later. */
  constructor(file: string) {
    this.#file = file;
    const kept = readKept(file);
    this.#pulls = new Map(kept.pulls);
    this.#commits = new Map(kept.commits);
  }

  /** A hook of a session: which task it works on. */
  hook(session: string, hook: ReadonlyMap<string, unknown>): void {
    this.#sessions.hook(session, hook);
  }

  /** The events that follow from what a command brought about; none, mostly. Never throws. */
  brought({ session, at, outcome, branchPull }: Brought): TelemetryEvent[] {
    const { commit, reverts = [], pullRequest } = outcome;
    const task = this.#sessions.current(session);
    const events: TelemetryEvent[] = [];
    const record = (tasks: readonly WorkedTask[], became: WorkOutcome): void => {
      for (const each of tasks) events.push(eventOf(each, became, at));
    };
    for (const reverted of reverts) record(this.#behindCommit(reverted), 'reverted');
    // What takes work back is no work of a task that could be merged.
    if (commit !== undefined && reverts.length === 0 && task !== null) {
      this.#commits.set(commit, task);
      if (branchPull !== null) this.#join(branchPull, task);
    }
    if (pullRequest !== undefined) {
      const { url, state, isOfBranch, reverts: takesBack } = pullRequest;
      const isOwn = isOfBranch && takesBack === undefined && state === 'open';
      if (isOwn && task !== null) this.#join(url, task);
      if (takesBack !== undefined) this.#pullOf(url).reverts = takesBack;
      if (state !== null) record(this.#pulls.get(url)?.tasks ?? [], state);
      const undone = state === 'merged' ? this.#pulls.get(url)?.reverts : undefined;
      if (undone !== undefined) record(this.#pulls.get(undone)?.tasks ?? [], 'reverted');
    }
    if (commit !== undefined || pullRequest !== undefined) this.#save();
    return events;
  }

  /** A commit may be named by more or less of its hash. */
  #behindCommit(named: string): WorkedTask[] {
    for (const [commit, task] of this.#commits) {
      if (commit.startsWith(named) || named.startsWith(commit)) return [task];
    }
    return [];
  }

  #pullOf(url: string): Kept['pulls'][number][1] {
    const pull = this.#pulls.get(url) ?? { tasks: [] };
    this.#pulls.delete(url);
    this.#pulls.set(url, pull);
    return pull;
  }

  #join(url: string, task: WorkedTask): void {
    const pull = this.#pullOf(url);
    const isKnown = pull.tasks.some(
      ({ sessionId, taskId, project }) =>
        sessionId === task.sessionId && taskId === task.taskId && project === task.project,
    );
    if (!isKnown) pull.tasks = [...pull.tasks, task].slice(-TASKS_OF_PULL);
  }

  #save(): void {
    forgetOldest(this.#pulls, PULLS_KEPT);
    forgetOldest(this.#commits, COMMITS_KEPT);
    writeKept(this.#file, { pulls: [...this.#pulls], commits: [...this.#commits] });
  }
}

function eventOf(task: WorkedTask, outcome: WorkOutcome, at: number): TelemetryEvent {
  const { sessionId, taskId, project } = task;
  return {
    id: `hook:outcome:${hash64(JSON.stringify([sessionId, taskId, project ?? '', outcome, at]))}`,
    type: 'task.outcome',
    source: 'hook',
    time: at,
    sessionId,
    taskId,
    ...(project === undefined ? {} : { project }),
    outcome,
  };
}

function forgetOldest(map: Map<string, unknown>, kept: number): void {
  for (const key of map.keys()) {
    if (map.size <= kept) return;
    map.delete(key);
  }
}
