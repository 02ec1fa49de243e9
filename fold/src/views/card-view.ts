import type { Card } from '@claude-monitor/protocol/view';
import { attemptUntil, factBeforeAttempt } from '../sessions/attempts.ts';
import { endOf, startOf } from './card-life.ts';
import { liveOf, newestModel, runsAtWork } from './card-live.ts';
import { completenessOf } from '../sessions/completeness.ts';
import { identityOf } from '../sessions/identity.ts';
import { isMeasuredCard } from '../sessions/measured.ts';
import { newestBoundary } from '../tasks/parts.ts';
import type { Attempt, Session, Track } from '../sessions/session.ts';
import { runShownAs } from '../sessions/shown-as.ts';
import { pulseOf } from '../derive/windows.ts';
import { findAttempt, type FoldState } from '../state.ts';
import { openTrackAt, startedAt, statusOf, trackKey, twinOf } from '../tasks/track.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/**
 * The card as pages show it, with the run that is shown as one with it; null for such a run, and for
 * a session that is only known by another's word.
 */
export function cardView(state: FoldState, id: string): Card | null {
  const found = findAttempt(state, id);
  if (found === null) return null;
  const { session, attempt } = found;
  const { figures } = attempt;
  if (!session.hasOwnEvents || session.shownAs !== null) return null;
  const until = attemptUntil(session, attempt);
  const isLast = until === END_OF_TIME;
  const identity = identityOf(session, attempt);
  const run = runShownAs(state, session, attempt);
  const runs = isLast ? runsAtWork(state, session, attempt) : run === null ? [] : [run];
  const tracks = [...session.tracks.values()].filter(
    (track) => isOfAttempt(track, attempt, until) && !isOvertaken(session, track),
  );
  if (run !== null) tracks.push(...otherTracks(run, tracks));
  const lastOwn = isLast ? session.lastAt : (factBeforeAttempt(session, until) ?? attempt.from);
  return {
    id,
    sessionId: session.sessionId,
    attempt: attempt.number,
    ...(run === null ? {} : { run: { id: run.key, sessionId: run.sessionId } }),
    agentName: identity.agentName,
    model: identity.declaredModel ?? newestModel([session, ...runs]),
    project: identity.project ?? run?.project?.value ?? null,
    user: session.user?.value ?? run?.user?.value ?? null,
    device: session.device?.value ?? run?.device?.value ?? null,
    isDeclared: identity.isDeclared,
    startedAt: startOf(session, attempt, run),
    endedAt: endOf(session, attempt, { until, run }),
    lastAt: Math.max(lastOwn, ...runs.map(({ lastAt }) => lastAt)),
    ...liveOf(state, isLast ? [session, ...runs] : runs),
    currentTask: currentTask(session, attempt, isLast) ?? ownTask(run),
    tasks: taskCounts(tracks),
    usage: figures.usage,
    isReportedCounted: !isMeasuredCard(state.sessions, session, attempt),
    clientCostMicros: figures.clientCostMicros,
    completeness: completenessOf(state, session, attempt),
    errors: figures.errors,
    lastError:
      figures.lastError === null
        ? null
        : { ...figures.lastError.value, at: figures.lastError.time },
    lastFailedTask: lastFailedTask(tracks),
    toolCalls: figures.toolCalls,
    instances: [session, ...runs].reduce((sum, { subagents }) => sum + subagents, 0),
    pulse: { at: state.seriesAt, tokens: pulseOf(attempt, state.seriesAt) },
    changedSeq: figures.changedSeq,
  };
}

function currentTask(session: Session, attempt: Attempt, isLast: boolean): Card['currentTask'] {
  if (!isLast) return null;
  return openTask(session, attempt.from);
}

const ownTask = (run: Session | null): Card['currentTask'] =>
  run === null ? null : openTask(run, 0);

function openTask(session: Session, from: number): Card['currentTask'] {
  const track = openTrackAt(session, from, END_OF_TIME);
  if (track === null) return null;
  return {
    id: track.task,
    taskId: track.taskId,
    description: track.description?.value ?? null,
    progress: track.progress?.value ?? null,
    startedAt: startedAt(track) ?? track.firstAt,
  };
}

const isOfAttempt = (track: Track, attempt: Attempt, until: number): boolean => {
  const at = newestBoundary(track);
  return at !== null && at >= attempt.from && at < until;
};

/** What only the run tells of tasks. */
function otherTracks(run: Session, told: readonly Track[]): Track[] {
  const tasks = new Set(told.map(({ task }) => task));
  return [...run.tracks.values()].filter((track) => !tasks.has(track.task));
}

/** Of a task that calls name in two ways, the newer boundary tells how it stands. */
function isOvertaken(session: Session, track: Track): boolean {
  const twin = twinOf(session, track);
  const twinAt = twin === null ? null : newestBoundary(twin);
  const at = newestBoundary(track);
  if (twinAt === null || at === null) return false;
  return twinAt > at || (twinAt === at && track.project === '');
}

function taskCounts(tracks: Track[]): Card['tasks'] {
  const counts = { open: 0, done: 0, failed: 0, cancelled: 0 };
  for (const track of tracks) {
    const status = statusOf(track);
    if (status === 'started') counts.open++;
    else if (status === 'success') counts.done++;
    else if (status === 'failed') counts.failed++;
    else if (status === 'cancelled') counts.cancelled++;
  }
  return counts;
}

/** The newest outcome of the card, when that is a failure. */
function lastFailedTask(tracks: Track[]): Card['lastFailedTask'] {
  const bounded = tracks.flatMap((track) => {
    const at = newestBoundary(track);
    return at === null ? [] : [{ track, at, key: trackKey(track.taskId, track.project) }];
  });
  const newest = bounded.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1)).at(-1);
  if (newest === undefined || statusOf(newest.track) !== 'failed') return null;
  const { track, at } = newest;
  return { taskId: track.taskId, description: track.description?.value ?? null, at };
}
