import { LIMITS, TIME } from '../limits.ts';
import type { Card } from '../view.ts';
import { attemptUntil, endedAt } from './attempts.ts';
import { identityOf } from './identity.ts';
import { isMeasuredCard } from './measured.ts';
import { ownerOf } from './owner.ts';
import { newestBoundary } from './parts.ts';
import type { Attempt, Session, Track } from './session.ts';
import { compareStamps } from './stamp.ts';
import type { FoldState } from './state.ts';
import { openTrackAt, startedAt, statusOf, trackKey } from './track.ts';

const END_OF_TIME = Number.MAX_SAFE_INTEGER;

/** The card as pages show it, or null for a session that is only known by another's word. */
export function cardView(state: FoldState, id: string): Card | null {
  const figures = state.cards.get(id);
  const session = figures === undefined ? undefined : state.sessions.get(figures.session);
  const attempt = session?.attempts.find((item) => item.card === id);
  if (figures === undefined || session === undefined || attempt === undefined) return null;
  if (!session.hasOwnEvents) return null;
  const until = attemptUntil(session, attempt);
  const isLast = until === END_OF_TIME;
  const identity = identityOf(session, attempt);
  const runs = isLast ? runsAtWork(state, session, attempt) : [];
  const tracks = [...session.tracks.values()].filter((track) => isOfAttempt(track, attempt, until));
  return {
    id,
    sessionId: session.sessionId,
    attempt: attempt.number,
    agentName: identity.agentName,
    model: identity.declaredModel ?? newestModel([session, ...runs]),
    project: identity.project,
    user: session.user?.value ?? null,
    device: session.device?.value ?? null,
    isDeclared: identity.isDeclared,
    startedAt: attempt.number === 1 ? session.firstAt : attempt.from,
    endedAt: endedAt(session, attempt, isLast ? END_OF_TIME : until - 1),
    lastAt: isLast ? lastSign(session, runs) : (beforeNext(session, until) ?? attempt.from),
    ...(isLast ? liveOf([session, ...runs]) : { turn: null, openTools: [], context: null }),
    currentTask: currentTask(session, attempt, isLast),
    tasks: taskCounts(tracks),
    usage: figures.usage,
    isReportedCounted: !isMeasuredCard(state.sessions, session, attempt),
    clientCostMicros: figures.clientCostMicros,
    errors: figures.errors,
    lastError:
      figures.lastError === null
        ? null
        : { ...figures.lastError.value, at: figures.lastError.time },
    lastFailedTask: lastFailedTask(tracks),
    toolCalls: figures.toolCalls,
    instances: instancesOf([session, ...runs]),
    pulse: pulseOf(figures.pulse, state.seriesAt),
    changedSeq: figures.changedSeq,
  };
}

/** The linked runs whose main loop works for this card now: their signs of life are the card's. */
function runsAtWork(state: FoldState, session: Session, attempt: Attempt): Session[] {
  const runs = [];
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run === undefined || !run.hasOwnEvents) continue;
    const owner = ownerOf(state.sessions, run, '', run.lastAt);
    if (owner.attempt.card === attempt.card) runs.push(run);
  }
  return runs;
}

const lastSign = (session: Session, runs: Session[]): number =>
  Math.max(session.lastAt, ...runs.map((run) => run.lastAt));

const beforeNext = (session: Session, until: number): number | null =>
  session.starts.find((start) => start.at === until && start.isDeclaration)?.before?.at ?? null;

function liveOf(sessions: Session[]): Pick<Card, 'turn' | 'openTools' | 'context'> {
  let turn: Session['turn'] = null;
  let signalAt = 0;
  const openTools: Card['openTools'] = [];
  for (const session of sessions) {
    if (session.turn !== null && (turn === null || compareStamps(session.turn, turn) > 0)) {
      turn = session.turn;
    }
    signalAt = Math.max(signalAt, session.signalAt);
    for (const [toolUseId, call] of session.openCalls) {
      if (call.instance === '' && call.at <= session.boundaryAt) continue;
      openTools.push({ toolUseId, toolName: call.toolName, startedAt: call.at });
    }
  }
  openTools.sort((a, b) => a.startedAt - b.startedAt || (a.toolUseId < b.toolUseId ? -1 : 1));
  return {
    turn: turn === null ? null : turnOf(turn, signalAt),
    openTools: openTools.slice(0, LIMITS.openToolsKept),
    context: contextOf(sessions),
  };
}

function turnOf(turn: NonNullable<Session['turn']>, signalAt: number): Card['turn'] {
  const { state, reason } = turn.value;
  // A tool call after a wait or after the end of a turn says that it works again.
  if (state !== 'working' && signalAt > turn.time) {
    return { state: 'working', at: turn.time, reason: null };
  }
  return { state, at: turn.time, reason };
}

function contextOf(sessions: Session[]): Card['context'] {
  const gauges = sessions.flatMap((session) => session.gauge ?? []).sort(compareStamps);
  const requests = sessions.flatMap((session) => session.lastRequest ?? []).sort(compareStamps);
  const windows = sessions.flatMap((session) => session.contextWindow ?? []).sort(compareStamps);
  const gauge = gauges.at(-1);
  const request = requests.at(-1);
  const window = windows.at(-1)?.value ?? null;
  if (gauge !== undefined) {
    return { tokens: gauge.value, window, provenance: 'measured', at: gauge.time };
  }
  if (request === undefined) return null;
  const { tokens, isMeasured } = request.value;
  const provenance = isMeasured ? 'measured' : 'reported';
  return { tokens, window, provenance, at: request.time };
}

function newestModel(sessions: Session[]): string | null {
  const models = sessions.flatMap((session) => session.model ?? []).sort(compareStamps);
  return models.at(-1)?.value ?? null;
}

function currentTask(session: Session, attempt: Attempt, isLast: boolean): Card['currentTask'] {
  if (!isLast) return null;
  const track = openTrackAt(session, attempt.from, END_OF_TIME);
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

function instancesOf(sessions: Session[]): number {
  const names = new Set<string>();
  for (const session of sessions) {
    for (const name of session.spawns.keys()) names.add(name);
    for (const name of session.instances.keys()) if (name !== '') names.add(name);
  }
  return names.size;
}

function pulseOf(pulse: Map<number, number>, newestAt: number): Card['pulse'] {
  const tokens: number[] = [];
  for (let index = LIMITS.pulseMinutes - 1; index >= 0; index--) {
    tokens.push(pulse.get(newestAt - index * TIME.minuteMs) ?? 0);
  }
  const first = tokens.findIndex((value) => value > 0);
  return { at: newestAt, tokens: first === -1 ? [] : tokens.slice(first) };
}
