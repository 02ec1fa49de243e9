import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Session } from '@claude-monitor/protocol/live/view';
import type { FoldState } from '../state.ts';
import { from } from '../storage/sorted.ts';
import type { Track } from '../tasks/records.ts';
import type { StatusCounts } from '../tasks/sum-types.ts';
import { addCounts, NEVER, statusesOf } from '../tasks/sums.ts';
import { openTrackAt, startedAt, trackOf } from '../tasks/track.ts';

type TasksOfSession = Pick<Session, 'currentTask' | 'tasks' | 'lastFailedTask' | 'lastTask'>;

/** Which session's tasks between which times a session shows, and the run that is shown as it. */
type Shown = { session: string; low: number; high: number; run: string | null };

/** What a session shows of tasks: how many stand how, the newest failure, and what it works on. */
export function tasksOfSession(state: FoldState, shown: Shown): TasksOfSession {
  const { session, low, high, run } = shown;
  const isLast = high === NEVER;
  const own = statusesIn(state, session, { low, high });
  const others = run === null ? null : runStatuses(state, run, shown);
  const last = endedTask(state, newer(own.last, others?.last));
  return {
    currentTask: (isLast ? openTask(state, session, low) : null) ?? openTaskOf(state, run),
    tasks: others === null ? own.counts : addCounts(own.counts, others.counts),
    lastFailedTask: last?.status === 'failed' ? withoutStatus(last) : null,
    lastTask: last,
  };
}

const openTaskOf = (state: FoldState, run: string | null): Session['currentTask'] =>
  run === null ? null : openTask(state, run, 0);

function openTask(state: FoldState, session: string, low: number): Session['currentTask'] {
  const track = openTrackAt(state, session, { since: low, at: NEVER - 1 });
  if (track === null) return null;
  return {
    id: track.task,
    taskId: track.taskId,
    description: track.description?.value ?? null,
    progress: track.progress?.value ?? null,
    startedAt: startedAt(state, track) ?? track.firstAt,
  };
}

type Last = { at: number; id: string };
type Statuses = { counts: StatusCounts; last: Last | undefined };

const NO_COUNTS = { open: 0, done: 0, failed: 0, cancelled: 0 };

function statusesIn(
  state: FoldState,
  session: string,
  { low, high }: { low: number; high: number },
): Statuses {
  const tasks = state.sessionTasks.get(session);
  if (tasks === undefined) return { counts: NO_COUNTS, last: undefined };
  const statuses = statusesOf(state, session, tasks.statuses);
  const last = statuses.previous(from(high));
  return {
    counts: statuses.sumBetween(from(low), from(high)),
    last: last !== undefined && last.at >= low ? last : undefined,
  };
}

/** Tasks that only the run reports; of its newest tracks it is looked at whether the session does too. */
function runStatuses(state: FoldState, run: string, shown: Shown): Statuses {
  const tasks = state.sessionTasks.get(run);
  if (tasks === undefined) return { counts: NO_COUNTS, last: undefined };
  const statuses = statusesOf(state, run, tasks.statuses);
  let counts = statuses.sum;
  let last: Last | undefined;
  let looked = 0;
  for (const entry of statuses.backwards()) {
    if (looked++ === LIMITS.sharedTasks) {
      last ??= entry;
      break;
    }
    const track = state.tracks.get(entry.id);
    if (track === undefined || !isShown(state, track, shown)) {
      last ??= entry;
      continue;
    }
    const { at, id } = entry;
    counts = addCounts(counts, statuses.sumBetween({ at, id }, { at, id: `${id}\0` }), -1);
  }
  return { counts, last };
}

function isShown(
  state: FoldState,
  { task, taskId }: Track,
  { session, low, high }: Shown,
): boolean {
  const { project = '' } = state.tasks.get(task) ?? {};
  return [project, ''].some((name) => {
    const own = trackOf(state, session, { taskId, project: name });
    const at = own?.task === task ? own.indexed.status?.at : undefined;
    return at !== undefined && at >= low && at < high;
  });
}

function newer(a: Last | undefined, b: Last | undefined): Last | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return b.at > a.at || (b.at === a.at && b.id > a.id) ? b : a;
}

type Ended = NonNullable<Session['lastTask']>;

/** The task whose status changed last, where that was its end. */
function endedTask(state: FoldState, last: Last | undefined): Ended | null {
  const track = last === undefined ? undefined : state.tracks.get(last.id);
  const status = track?.indexed.status?.status;
  if (last === undefined || track === undefined || status === undefined) return null;
  const { taskId, description } = track;
  const about = { taskId, description: description?.value ?? null, at: last.at };
  return status === 'started' || status === 'planned' ? null : { ...about, status };
}

const withoutStatus = ({ status: _, ...about }: Ended): NonNullable<Session['lastFailedTask']> =>
  about;
