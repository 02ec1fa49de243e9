import type { EventOf } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { addFact, plainFact } from '../facts/add-fact.ts';
import type { PutFact } from '../facts/put-fact.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { openSubagent, touchSubagent } from '../sessions/subagents.ts';
import type { FoldContext } from '../derive/effects.ts';
import { place } from '../facts/timeline.ts';
import { applyTrack } from '../tasks/apply-track.ts';
import { trackOf } from '../tasks/track.ts';

type Passing = EventOf<'handover'> | EventOf<'message'>;

/** Work or a message goes from one agent to another; a task keeps to whom it was handed over (TSK3). */
export function foldPassing(session: SessionRecord, event: Passing, context: FoldContext): boolean {
  const fact = plainFact(event, event.type);
  if (event.toAgentName !== undefined) fact.fields.toAgent = event.toAgentName;
  if (event.toSessionId !== undefined) fact.fields.toSessionId = event.toSessionId;
  if (event.toAgentId !== undefined) fact.fields.toSubagent = event.toAgentId;
  if (event.length !== undefined) fact.fields.length = event.length;
  for (const agentId of [event.agentId, event.toAgentId]) {
    if (agentId !== undefined) recordPassed(session, { agentId, at: event.time }, context);
  }
  return addFact({ session, fact }, context, (put) => {
    if (event.type === 'handover') applyHandover({ session, event, put }, context);
  });
}

/** What is learnt later of a subagent may change whom this came from, or went to. */
function recordPassed(
  run: SessionRecord,
  { agentId, at }: { agentId: string; at: number },
  { state }: FoldContext,
): void {
  const subagent = openSubagent(state, run, agentId);
  if (subagent.passedAt > 0 && subagent.passedAt <= at) return;
  subagent.passedAt = at;
  touchSubagent(state, run, agentId);
}

function applyHandover(
  { session, event, put }: { session: SessionRecord; event: Passing; put: PutFact },
  context: FoldContext,
): void {
  const { state } = context;
  const { fact, was } = put;
  if (event.taskId === undefined) return;
  const track = trackOf(state, session.key, { taskId: event.taskId, project: event.project });
  // Unreachable: an event's task is named before the event is folded.
  if (track === undefined) return;
  const to = event.toAgentName ?? event.toSessionId ?? null;
  track.handovers ??= [];
  place(track.handovers, { at: fact.fields.at, id: fact.key, to }, was?.at ?? null);
  track.handovers.splice(0, track.handovers.length - LIMITS.handoversKept);
  applyTrack(session, track, context);
}
