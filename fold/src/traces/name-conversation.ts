import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../derive/effects.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { sessionOf } from '../state.ts';
import type { Trace } from './trace.ts';

/**
 * What names no conversation is reported under its trace's own id. Where another part of the trace names one, in
 * whatever export, the trace works for that from its beginning on, and is shown as it. True where that is news.
 */
export function nameConversation(
  trace: Trace,
  { sessionId, device = '' }: { sessionId: string; device?: string | undefined },
  context: FoldContext,
): boolean {
  const { state } = context;
  const before = trace.conversation;
  if (sessionId !== trace.id) {
    trace.conversation = before === undefined || before === sessionId ? sessionId : null;
  }
  const run = state.sessions.get(sessionKeyOf(trace.id, device));
  if (run === undefined || trace.conversation === undefined) return before !== trace.conversation;
  const conversation =
    trace.conversation === null
      ? null
      : sessionOf(state, sessionKeyOf(trace.conversation, device), trace.conversation);
  return joinTo(run, conversation, context) || before !== trace.conversation;
}

/** The id of the assignment by which a trace works for its conversation: it has no fact, for a trace has no calls. */
const LINK = 'trace';

export const isTraceOfConversation = ({ assignments }: SessionRecord): boolean =>
  assignments.some(({ id }) => id === LINK);

function joinTo(
  run: SessionRecord,
  conversation: SessionRecord | null,
  context: FoldContext,
): boolean {
  const known = run.assignments.find(({ id }) => id === LINK)?.session;
  if (known === conversation?.key || run === conversation) return false;
  if (known !== undefined) part(run, known, context);
  if (conversation !== null && canJoin(run, conversation)) {
    const assignment = { at: 0, id: LINK };
    run.assignments.unshift({ ...assignment, session: conversation.key });
    run.assignedTo.set(conversation.key, [assignment]);
    conversation.runs.push(run.key);
    conversation.runs.sort();
    touch(conversation, context);
  }
  touch(run, context);
  context.effects.facts(run.key, 0);
  return true;
}

/** One step only: what works for a session is no session that others work for, nor the other way round. */
const canJoin = (run: SessionRecord, conversation: SessionRecord): boolean =>
  run.runs.length === 0 &&
  run.assignedTo.size === 0 &&
  conversation.assignedTo.size === 0 &&
  conversation.runs.length < LIMITS.assignedSessions;

/** It names several: it is a session of its own. */
function part(run: SessionRecord, key: string, context: FoldContext): void {
  const { state } = context;
  run.assignments = run.assignments.filter(({ id }) => id !== LINK);
  run.assignedTo.delete(key);
  const session = state.sessions.get(key);
  if (session === undefined) return;
  session.runs = session.runs.filter((other) => other !== run.key);
  touch(session, context);
}

function touch(session: SessionRecord, { state, effects }: FoldContext): void {
  state.sessions.touch(session.key);
  effects.assignments(session);
  effects.touch('runs', session);
  effects.touch('record', session);
  effects.touch('shown', session);
  effects.boundaries(session, 0);
}
