import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol/event';
import { addFact, noteTurnBoundary, plainFact } from '../facts/add-fact.ts';
import { noteRoute } from '../tasks/asked.ts';
import { reviseAttempts } from '../sessions/attempts-change.ts';
import { attemptAt, factBefore } from '../sessions/attempts.ts';
import { resettleEdges, respawn } from '../derive/resettle-instance.ts';
import type { Session } from '../sessions/session.ts';
import { resettle, resettleCard, type FoldContext } from '../derive/settle.ts';
import { doubtStandIns, runShownAs } from '../sessions/shown-as.ts';
import { isDeclaring, newest, RANKS } from '../facts/stamp.ts';
import type { FoldState } from '../state.ts';
import { markTasks } from '../tasks/tasks.ts';
import { place } from '../facts/timeline.ts';

/** A declaration (or the client's own start) of the session. */
export function foldStart(
  state: FoldState,
  session: Session,
  event: EventOf<'session.start'>,
  context: FoldContext,
): boolean {
  return addFact(state, session, plainFact(event, 'start'), context, ({ fact, was }) => {
    const { at } = fact.fields;
    const start = {
      at,
      id: event.id,
      isDeclaration: isDeclaring(event.source),
      agentName: event.agentName ?? null,
      model: event.model ?? null,
      project: event.project ?? null,
      before: factBefore(state.pages, session, at),
    };
    place(session.starts, start, was?.at ?? null);
    reviseAttempts(state, session, context);
    doubtStandIns(state, session);
    // Its attempt may be named anew; a start of the client can only open an ended card again.
    const from = start.isDeclaration ? attemptAt(session, at).from : at;
    resettleCard(state, session, Math.min(from, was?.at ?? from), context);
    if (!start.isDeclaration) return;
    markTasks(state, session, context.seq);
    // What the run did before it was declared is its card's too.
    const run = runShownAs(state, session, attemptAt(session, at));
    if (run !== null) resettle(state, run, 0, context);
  });
}

export function foldEnd(
  state: FoldState,
  session: Session,
  event: EventOf<'session.end'>,
  context: FoldContext,
): boolean {
  const isBoundary = noteTurnBoundary(session, event.time);
  const isAdded = addFact(state, session, plainFact(event, 'end'), context, ({ fact, was }) => {
    const { at } = fact.fields;
    place(session.ends, { at, id: event.id }, was?.at ?? null);
    resettleCard(state, session, Math.min(at, was?.at ?? at), context);
  });
  return isAdded || isBoundary;
}

/** Who has the turn: the newest of states and prompts. */
export function foldTurn(
  session: Session,
  event: TelemetryEvent,
  state: 'waiting' | 'working' | 'turn-over',
  reason: string | null,
): boolean {
  if (state === 'waiting' && reason === null) return noteReminder(session, event.time);
  const isBoundary = state === 'turn-over' && noteTurnBoundary(session, event.time);
  const before = session.turn;
  const next = { rank: 0, time: event.time, id: event.id, value: { state, reason } };
  session.turn = newest(session.turn, next);
  return isBoundary || session.turn !== before;
}

/** A wait without a reason: it only counts where no other is, for that one knows its reason. */
function noteReminder(session: Session, at: number): boolean {
  if (at <= session.remindedAt) return false;
  session.remindedAt = at;
  return true;
}

export function foldPrompt(
  state: FoldState,
  session: Session,
  event: EventOf<'prompt'>,
  context: FoldContext,
): boolean {
  const isBoundary = noteTurnBoundary(session, event.time);
  const isTurn = foldTurn(session, event, 'working', null);
  // Hooks and telemetry tell of one prompt under one id.
  const key = event.promptId === undefined ? undefined : `prompt ${event.promptId}`;
  const fact = plainFact(event, 'prompt', key);
  if (event.route !== undefined) fact.fields.route = event.route;
  const isAdded = addFact(state, session, fact, context, (put) => {
    const { at, route } = put.fact.fields;
    if (route === undefined) return;
    const told = { at, route, id: put.fact.key, was: put.was?.at ?? null };
    noteRoute(state, session, event, told, context.seq);
  });
  return isAdded || isTurn || isBoundary;
}

/** A subagent's life: who spawned it decides whom its requests belong to, until it says so itself. */
export function foldInstance(
  state: FoldState,
  session: Session,
  event: EventOf<'instance.start'> | EventOf<'instance.end'>,
  context: FoldContext,
): boolean {
  const fact = plainFact(event, event.type, `${event.type} ${event.agentId}`);
  const isTyped = noteAgentType(session, event);
  const isAdded = addFact(state, session, fact, context) || isTyped;
  if (isTyped) resettleEdges(state, session, event.agentId, context);
  if (event.type === 'instance.end') {
    const endedAt = session.instanceEnds.get(event.agentId) ?? 0;
    session.instanceEnds.set(event.agentId, Math.max(endedAt, event.time));
    return isAdded || event.time > endedAt;
  }
  const known = session.spawns.get(event.agentId);
  // Who knows the call that spawned it knows its parent; a hook of its own start does not.
  const isJoined = event.toolUseId !== undefined;
  const spawn = newest(known, {
    rank: RANKS.record[event.source] + (isJoined ? JOINED : 0),
    time: event.time,
    id: event.id,
    value: { parent: event.parentAgentId ?? '' },
  });
  if (spawn === known) return isAdded;
  respawn(state, session, { instance: event.agentId, spawn }, context);
  return true;
}

/** Its end says what kind it was too: a start may be missed. */
function noteAgentType(
  session: Session,
  event: EventOf<'instance.start'> | EventOf<'instance.end'>,
): boolean {
  const known = session.agentTypes.get(event.agentId);
  if (event.agentType === undefined) return false;
  const { time, id } = event;
  const isRedacted = event.agentType === REDACTED_TYPE;
  const stamp = { rank: isRedacted ? 0 : RANKS.record[event.source], time, id };
  const next = newest(known, { ...stamp, value: event.agentType });
  session.agentTypes.set(event.agentId, next);
  return next !== known;
}

/** What telemetry says of agents that its user made, unless details are allowed. */
const REDACTED_TYPE = 'custom';

/** Less than lies between two sources. */
const JOINED = 0.5;
