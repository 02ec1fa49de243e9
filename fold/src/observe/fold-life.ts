import { subagentKey } from '../facts/subagent-key.ts';
import type { EventOf, TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../derive/effects.ts';
import { addFact, addTurnBoundary, plainFact } from '../facts/add-fact.ts';
import { isDeclaring, newest, RANKS } from '../facts/stamp.ts';
import { place } from '../facts/timeline.ts';
import { reviewUnattributed } from '../sessions/at-work.ts';
import { attemptAt, factBefore } from '../sessions/attempts.ts';
import type { SessionRecord, Subagent } from '../sessions/session.ts';
import { runShownAs } from '../sessions/shown-as.ts';
import {
  addChild,
  countSubagent,
  isLed,
  openSubagent,
  touchSubagent,
} from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { applyRoute } from '../tasks/plans/plan-origin.ts';

/** A declaration (or the client's own start) of the session. */
export function foldStart(
  session: SessionRecord,
  event: EventOf<'session.start'>,
  context: FoldContext,
): boolean {
  const { state } = context;
  return addFact({ session, fact: plainFact(event, 'start') }, context, ({ fact, was }) => {
    const { at } = fact.fields;
    const start = {
      at,
      id: event.id,
      isDeclaration: isDeclaring(event.source),
      agentName: event.agentName ?? null,
      model: event.model ?? null,
      project: event.project ?? null,
      before: factBefore(state, session, at),
    };
    place(session.starts, start, was?.at ?? null);
    cutStarts(session);
    const { effects } = context;
    effects.touch('declarations', session);
    effects.touch('identity', session);
    effects.assignments(session);
    // Its attempt may get another name; a start of the client can only open an ended session again. Of as many
    // attempts as there may be the last one goes on for ever: what was done before keeps the name it had.
    const isLast = session.attempts.length >= LIMITS.attempts;
    const from = start.isDeclaration && !isLast ? attemptAt(session, at).from : at;
    effects.boundaries(session, Math.min(from, was?.at ?? from));
    if (!start.isDeclaration) return;
    // What the run did before it was declared is its session's too.
    const run = runShownAs(state, session, attemptAt(session, at));
    if (run !== null) effects.facts(run.key, 0);
  });
}

/** Of too many starts one that only says again what the next says goes; those that open attempts stay. */
function cutStarts(session: SessionRecord): void {
  const { starts, attempts } = session;
  if (starts.length <= LIMITS.starts) return;
  const opening = new Set(attempts.map(({ from }) => from));
  const index = starts.findIndex(({ at }) => !opening.has(at));
  starts.splice(Math.max(0, index), 1);
}

export function foldEnd(
  session: SessionRecord,
  event: EventOf<'session.end'>,
  context: FoldContext,
): boolean {
  const isBoundary = addTurnBoundary(session, event.time);
  const isAdded = addFact({ session, fact: plainFact(event, 'end') }, context, ({ fact, was }) => {
    const { at } = fact.fields;
    place(session.ends, { at, id: event.id }, was?.at ?? null);
    if (session.ends.length > LIMITS.starts) session.ends.shift();
    context.effects.boundaries(session, Math.min(at, was?.at ?? at));
  });
  return isAdded || isBoundary;
}

type Turn = NonNullable<SessionRecord['turn']>['value'];

/** Who has the turn: the newest of states and prompts. */
export function foldTurn(
  session: SessionRecord,
  event: TelemetryEvent,
  { state, reason }: Turn,
): boolean {
  if (state === 'waiting' && reason === null) return recordReminder(session, event.time);
  const isBoundary = state === 'turn_over' && addTurnBoundary(session, event.time);
  const before = session.turn;
  const next = { rank: 0, time: event.time, id: event.id, value: { state, reason } };
  session.turn = newest(session.turn, next);
  return isBoundary || session.turn !== before;
}

/** A wait without a reason: it only counts where no other is, for that one knows its reason. */
function recordReminder(session: SessionRecord, at: number): boolean {
  if (at <= session.remindedAt) return false;
  session.remindedAt = at;
  return true;
}

export function foldPrompt(
  session: SessionRecord,
  event: EventOf<'prompt'>,
  context: FoldContext,
): boolean {
  const isBoundary = addTurnBoundary(session, event.time);
  const isTurn = foldTurn(session, event, { state: 'working', reason: null });
  // Hooks and telemetry report one prompt under one id.
  const key = event.promptId === undefined ? undefined : `prompt ${event.promptId}`;
  const fact = plainFact(event, 'prompt', key);
  if (event.route !== undefined) fact.fields.route = event.route;
  const isAdded = addFact({ session, fact }, context, (put) => {
    const { at, route } = put.fact.fields;
    if (route === undefined) return;
    const prompt = { at, route, id: put.fact.key, was: put.was?.at ?? null };
    applyRoute(session, { ...prompt, event }, context);
  });
  return isAdded || isTurn || isBoundary;
}

/** A subagent's life: who spawned it decides whom its requests belong to, until it says so itself. */
export function foldSubagent(
  session: SessionRecord,
  event: EventOf<'subagent.start'> | EventOf<'subagent.end'>,
  context: FoldContext,
): boolean {
  const { state } = context;
  const fact = plainFact(event, event.type, subagentKey(event.type, event.agentId));
  const wasLed = isLed(state, session, event.agentId);
  const subagent = openSubagent(state, session, event.agentId);
  const isNamed = addName(subagent, event);
  const isBegun = event.type === 'subagent.start' && addStart(subagent, event);
  const isTyped = addAgentType(subagent, event) || isNamed;
  const isAdded = addFact({ session, fact }, context) || isTyped;
  const isNews =
    event.type === 'subagent.end'
      ? addEnd(subagent, event)
      : addSpawn(state, { session, subagent, event }) || isBegun;
  if (isTyped || isNews) {
    touchSubagent(state, session, event.agentId);
    reviewUnattributed(session, subagent, context);
  }
  if (isTyped || (isNews && event.type === 'subagent.start')) {
    context.effects.spawned(session, { agentId: event.agentId, wasLed });
  }
  return isAdded || isNews;
}

type Spawning = { session: SessionRecord; subagent: Subagent; event: EventOf<'subagent.start'> };

function addStart(subagent: Subagent, { time }: EventOf<'subagent.start'>): boolean {
  if (time <= subagent.startedAt) return false;
  subagent.startedAt = time;
  return true;
}

function addEnd(subagent: Subagent, { time }: EventOf<'subagent.end'>): boolean {
  if (time <= subagent.endedAt) return false;
  subagent.endedAt = time;
  return true;
}

function addSpawn(state: FoldState, { session, subagent, event }: Spawning): boolean {
  const known = subagent.spawn;
  // Who knows the call that spawned it knows its parent; a hook of its own start does not.
  const isJoined = event.toolUseId !== undefined;
  const spawn = newest(known, {
    rank: RANKS.record[event.source] + (isJoined ? JOINED : 0),
    time: event.time,
    id: event.id,
    value: { parent: event.parentAgentId ?? '' },
  });
  if (spawn === known) return false;
  countSubagent(session, subagent);
  subagent.spawn = spawn;
  addChild(state, session, { agentId: subagent.agentId, parent: spawn.value.parent });
  return true;
}

/** Its end says what kind it was too: a start may be missed. */
function addAgentType(
  subagent: Subagent,
  event: EventOf<'subagent.start'> | EventOf<'subagent.end'>,
): boolean {
  const known = subagent.agentType;
  if (event.agentType === undefined) return false;
  const { time, id } = event;
  const isRedacted = event.agentType === REDACTED_TYPE;
  const stamp = { rank: isRedacted ? 0 : RANKS.record[event.source], time, id };
  subagent.agentType = newest(known, { ...stamp, value: event.agentType });
  return subagent.agentType !== known;
}

function addName(
  subagent: Subagent,
  { subagentName: value, source, time, id }: EventOf<'subagent.start'> | EventOf<'subagent.end'>,
): boolean {
  const known = subagent.name;
  if (value === undefined) return false;
  subagent.name = newest(known, { rank: RANKS.record[source], time, id, value });
  return subagent.name !== known;
}

/** What telemetry says of agents that its user made, unless details are allowed. */
const REDACTED_TYPE = 'custom';

/** Less than lies between two sources. */
const JOINED = 0.5;
