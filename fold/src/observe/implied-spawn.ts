import type { TelemetryEvent } from '@claude-monitor/protocol/event';
import type { Session } from '../sessions/session.ts';
import { respawn } from '../derive/resettle-instance.ts';
import type { FoldContext } from '../derive/settle.ts';
import type { FoldState } from '../state.ts';

/** Below every word of a start: who was there when it began knows better. */
export const IMPLIED = -1;

/**
 * A subagent's record that names who spawned it: it was spawned by then, so the earliest record
 * counts, and only where no start is known. True when that is news.
 */
export function noteImpliedSpawn(
  state: FoldState,
  session: Session,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  const { agentId, parentAgentId: parent, time, id } = event;
  if (agentId === undefined || parent === undefined || event.type === 'instance.start') {
    return false;
  }
  const known = session.spawns.get(agentId);
  const isKnown =
    known !== undefined &&
    (known.rank > IMPLIED || known.time < time || (known.time === time && known.id <= id));
  if (isKnown) return false;
  const spawn = { rank: IMPLIED, time, id, value: { parent } };
  respawn(state, session, { instance: agentId, spawn }, context);
  return true;
}
