import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import type { FoldContext } from '../derive/effects.ts';
import { newest } from '../facts/stamp.ts';
import type { SessionRecord } from '../sessions/session.ts';
import {
  addChild,
  countSubagent,
  IMPLIED,
  isLed,
  openSubagent,
  touchSubagent,
} from '../sessions/subagents.ts';

/**
 * A subagent's record that names who spawned it: it was spawned by then, so the earliest record counts,
 * and only where no start is known. True when that is news.
 */
export function applyImpliedSpawn(
  session: SessionRecord,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  const { state } = context;
  const { agentId, workflow, time, id } = event;
  const isWorkflow = recordWorkflow(session, event, context);
  const parent = event.parentAgentId ?? workflow?.id;
  if (agentId === undefined || parent === undefined || event.type === 'subagent.start') {
    return isWorkflow;
  }
  const subagent = openSubagent(state, session, agentId);
  const known = subagent.spawn;
  if (known !== null && (known.rank > IMPLIED || !isEarlier({ time, id }, known))) {
    return isWorkflow;
  }
  const wasLed = isLed(state, session, agentId);
  countSubagent(session, subagent);
  subagent.spawn = { rank: IMPLIED, time, id, value: { parent } };
  touchSubagent(state, session, agentId);
  addChild(state, session, { agentId, parent });
  context.effects.spawned(session, { agentId, wasLed });
  return true;
}

type Moment = { time: number; id: string };

const isEarlier = ({ time, id }: Moment, known: Moment | null): boolean =>
  known === null || time < known.time || (time === known.time && id < known.id);

/**
 * A run of a workflow stands where a subagent does, above those that it started: their own starts do not
 * say so. Telemetry that may not tell its name calls it "custom".
 */
function recordWorkflow(
  session: SessionRecord,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  const { workflow, agentId, time, id } = event;
  if (workflow === undefined) return false;
  const { state } = context;
  const run = openSubagent(state, session, workflow.id);
  const { name, isWorkflow } = run;
  run.isWorkflow = true;
  if (workflow.name !== undefined) {
    const rank = workflow.name === REDACTED ? 0 : 1;
    run.name = newest(name, { rank, time, id, value: workflow.name });
  }
  const isNews = !isWorkflow || run.name !== name;
  if (isNews) touchSubagent(state, session, workflow.id);
  if (run.name?.value !== name?.value) {
    // A name moves nobody.
    context.effects.spawned(session, { agentId: workflow.id, wasLed: false });
  }
  return (agentId !== undefined && addMember(session, event, context)) || isNews;
}

/** The earliest record says it, as long as there are several. */
function addMember(session: SessionRecord, event: TelemetryEvent, context: FoldContext): boolean {
  const { state } = context;
  const { agentId = '', workflow, time, id } = event;
  if (workflow === undefined || agentId === workflow.id) return false;
  const member = openSubagent(state, session, agentId);
  if (!isEarlier({ time, id }, member.above)) return false;
  const was = member.above?.value;
  const wasLed = isLed(state, session, agentId);
  member.above = { rank: IMPLIED, time, id, value: workflow.id };
  touchSubagent(state, session, agentId);
  if (was === workflow.id) return true;
  addChild(state, session, { agentId, parent: workflow.id });
  context.effects.spawned(session, { agentId, wasLed });
  return true;
}

const REDACTED = 'custom';
