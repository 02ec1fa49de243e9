import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { FoldContext } from '../derive/effects.ts';
import { recomputeSpawned } from '../derive/spawned.ts';
import type { Session } from '../sessions/session.ts';
import {
  addChild,
  countSubagent,
  IMPLIED,
  openSubagent,
  touchSubagent,
} from '../sessions/subagents.ts';

/**
 * A subagent's record that names who spawned it: it was spawned by then, so the earliest record
 * counts, and only where no start is known. True when that is news.
 */
export function applyImpliedSpawn(
  session: Session,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  const { state } = context;
  const { agentId, parentAgentId: parent, time, id } = event;
  if (agentId === undefined || parent === undefined || event.type === 'instance.start') {
    return false;
  }
  const subagent = openSubagent(state, session, agentId);
  const known = subagent.spawn;
  const isKnown =
    known !== null &&
    (known.rank > IMPLIED || known.time < time || (known.time === time && known.id <= id));
  if (isKnown) return false;
  countSubagent(session, subagent);
  subagent.spawn = { rank: IMPLIED, time, id, value: { parent } };
  touchSubagent(state, session, agentId);
  addChild(state, session, { agentId, parent });
  recomputeSpawned(session, agentId, context);
  return true;
}
