import type { EventOf, TelemetryEvent } from '../event.ts';
import { addFact, plainFact } from './add-fact.ts';
import { reviseAttempts } from './attempts-change.ts';
import { attemptAt, factBefore } from './attempts.ts';
import { insertByTime, type Session } from './session.ts';
import { resettle, resettleCard, type FoldContext } from './settle.ts';
import { newest, RANKS } from './stamp.ts';
import type { FoldState } from './state.ts';

/** A declaration (or the client's own start) of the session. */
export function foldStart(
  state: FoldState,
  session: Session,
  event: EventOf<'session.start'>,
  context: FoldContext,
): boolean {
  return addFact(state, session, plainFact(event, 'start', event.id), context, () => {
    insertByTime(session.starts, {
      at: event.time,
      id: event.id,
      isDeclaration: RANKS.intent[event.source] === RANKS.intent.mcp,
      agentName: event.agentName ?? null,
      model: event.model ?? null,
      project: event.project ?? null,
      before: factBefore(state.pages, session, event.time),
    });
    reviseAttempts(state, session, context);
    resettleCard(state, session, attemptAt(session, event.time).from, context);
  });
}

export function foldEnd(
  state: FoldState,
  session: Session,
  event: EventOf<'session.end'>,
  context: FoldContext,
): boolean {
  return addFact(state, session, plainFact(event, 'end', event.id), context, () => {
    session.boundaryAt = Math.max(session.boundaryAt, event.time);
    insertByTime(session.ends, { at: event.time, id: event.id });
    resettleCard(state, session, event.time, context);
  });
}

/** Who has the turn: the newest of states and prompts. */
export function foldTurn(
  session: Session,
  event: TelemetryEvent,
  state: 'waiting' | 'working' | 'turn-over',
  reason: string | null,
): boolean {
  if (state === 'turn-over') session.boundaryAt = Math.max(session.boundaryAt, event.time);
  const before = session.turn;
  const next = { rank: 0, time: event.time, id: event.id, value: { state, reason } };
  session.turn = newest(session.turn, next);
  return session.turn !== before;
}

export function foldPrompt(
  state: FoldState,
  session: Session,
  event: EventOf<'prompt'>,
  context: FoldContext,
): boolean {
  session.boundaryAt = Math.max(session.boundaryAt, event.time);
  foldTurn(session, event, 'working', null);
  return addFact(state, session, plainFact(event, 'other', event.id), context);
}

/** A subagent's life: who spawned it decides whom its requests belong to, until it says so itself. */
export function foldInstance(
  state: FoldState,
  session: Session,
  event: EventOf<'instance.start'> | EventOf<'instance.end'>,
  context: FoldContext,
): boolean {
  const wasHeardOf = isHeardOf(session, event.agentId);
  const key = `${event.type} ${event.agentId}`;
  if (!addFact(state, session, plainFact(event, 'other', key), context)) return false;
  if (event.type === 'instance.end') return true;
  session.spawns.set(
    event.agentId,
    newest(session.spawns.get(event.agentId), {
      rank: RANKS.record[event.source],
      time: event.time,
      id: event.id,
      value: { parent: event.parentAgentId ?? '', agentType: event.agentType ?? null },
    }),
  );
  if (wasHeardOf) resettle(state, session, firstOfSubagents(session), context);
  return true;
}

const isHeardOf = (session: Session, instance: string): boolean =>
  session.instances.has(instance) ||
  [...session.spawns.values()].some((spawn) => spawn.value.parent === instance);

const firstOfSubagents = (session: Session): number => {
  let first = Number.MAX_SAFE_INTEGER;
  for (const [instance, at] of session.instances) {
    if (instance !== '') first = Math.min(first, at);
  }
  return first;
};
