import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { ToolRecord } from '../facts/call.ts';
import { recordsOf } from '../facts/calls.ts';
import { newFact, type Fact } from '../facts/fact.ts';
import { recordArrival } from '../facts/hours/hour.ts';
import { putFact, type PutFact } from '../facts/put-fact.ts';
import { RANKS } from '../facts/stamp.ts';
import { firstFrom, place, remove } from '../facts/timeline.ts';
import type { FoldContext } from '../derive/effects.ts';
import { recomputeFact } from '../derive/recompute.ts';
import { sessionOf, type FoldState } from '../state.ts';
import { attemptAt } from './attempts.ts';
import { isMeasuredSession } from './measured.ts';
import type { Assignment, SessionRecord } from './session.ts';
import { openSubagent, subagentOf, touchSubagent } from './subagents.ts';

/**
 * Records that a call for this session was made in another one: that run's main loop or subagent works
 * for this session from then on. An assignment is a fact of the run, known by the call's tool-use id where it
 * has one.
 */
export function applyAssignment(
  session: SessionRecord,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  const { state } = context;
  let isNew = false;
  for (const [run, record] of runsOf(state, event)) {
    if (run !== session && assignTo({ run, session, event, record }, context)) isNew = true;
  }
  return isNew;
}

/** The run that the caller names, and those whose client recorded the call. */
function runsOf(state: FoldState, event: TelemetryEvent): Map<SessionRecord, ToolRecord | null> {
  const runs = new Map<SessionRecord, ToolRecord | null>();
  if (event.parentSessionId !== undefined) {
    const key = sessionKeyOf(event.parentSessionId, event.device ?? '');
    runs.set(sessionOf(state, key, event.parentSessionId), null);
  }
  for (const [key, record] of recordsOf(state, event) ?? []) {
    const run = state.sessions.get(key);
    if (run !== undefined) runs.set(run, record);
  }
  return runs;
}

type Assigning = {
  run: SessionRecord;
  session: SessionRecord;
  event: TelemetryEvent;
  record: ToolRecord | null;
};

function assignTo(assigning: Assigning, context: FoldContext): boolean {
  const { state, effects } = context;
  const { run, session, event } = assigning;
  // Lists of a record are bounded: a run that is not in them works for itself.
  const isKnown = session.runs.includes(run.key);
  if (!isKnown && session.runs.length >= LIMITS.assignedSessions) return false;
  const put = putFact(context, run, assignmentFact(assigning));
  if (put === null) return false;
  const { fact, hour, was, left } = put;
  recordArrival(hour, context.arrivedOn);
  const attempt = attemptAt(session, event.time);
  const wasMeasured = isMeasuredSession(state.sessions, session, attempt);
  const edges = edgesRestOn(state, run, put);
  moveAssignment({ run, session, put }, context);
  if (!isKnown) {
    session.runs.push(run.key);
    session.runs.sort();
    effects.touch('runs', session);
  }
  state.sessions.touch(run.key);
  state.sessions.touch(session.key);
  effects.assignments(run);
  effects.assignments(session);
  recomputeFact({ run, hour, fact, left }, context);
  const after = edgesRestOn(state, run, put);
  const changedAt = Math.min(fact.fields.at, was?.at ?? fact.fields.at);
  effects.facts(run.key, edges.isLeading === after.isLeading ? changedAt : 0);
  for (const [agentId, isWorking] of after.working) {
    // Who works for a session of its own is no longer shown as the subagent that was spawned.
    if (edges.working.get(agentId) !== isWorking) {
      // Whose its facts are follows from `changedAt` on, above.
      effects.spawned(run, { agentId, wasLed: false });
    }
  }
  effects.touch('shown', session);
  if (was !== null || wasMeasured !== isMeasuredSession(state.sessions, session, attempt)) {
    effects.boundaries(session, 0);
  }
  return true;
}

/** What the edges of earlier facts rest on: whether the run leads sessions, and which subagents are some. */
const edgesRestOn = (
  state: FoldState,
  run: SessionRecord,
  { fact: { fields }, was }: PutFact,
): { isLeading: boolean; working: Map<string, boolean> } => ({
  isLeading: run.assignedTo.size > 1,
  working: new Map(
    [fields.agentId ?? '', was?.agentId ?? '']
      .filter((agentId) => agentId !== '')
      .map((agentId) => [agentId, hasAssignments(state, run, agentId)]),
  ),
});

const hasAssignments = (state: FoldState, run: SessionRecord, agentId: string): boolean =>
  agentId !== '' && (subagentOf(state, run, agentId)?.assignments.length ?? 0) > 0;

/** Puts the assignment where its time and its subagent say, away from where it was. */
function moveAssignment(
  {
    run,
    session,
    put: { fact, was },
  }: { run: SessionRecord; session: SessionRecord; put: PutFact },
  context: FoldContext,
): void {
  const { state } = context;
  const times = run.assignedTo.get(session.key) ?? [];
  if (was !== null) {
    remove(assignmentsOf(state, run, was.agentId ?? ''), fact.key, was.at);
    remove(times, fact.key, was.at);
  }
  const { at, agentId = '' } = fact.fields;
  const assignment = { at, id: fact.key, session: session.key };
  const assignments = assignmentsOf(state, run, agentId);
  place(assignments, assignment, null);
  place(times, { at, id: fact.key }, null);
  run.assignedTo.set(session.key, times);
  const [oldest] = run.assignedTo.keys();
  if (run.assignedTo.size > LIMITS.assignedSessions && oldest !== undefined)
    run.assignedTo.delete(oldest);
  cutAssignments(run, assignments, context);
  // Only the first and the last ones say which attempts a session was linked in.
  if (times.length > LIMITS.assignmentTimes) times.splice(times.length >> 1, 1);
}

/** Older assignments go, and what rests on them keeps its owner. */
function cutAssignments(run: SessionRecord, assignments: Assignment[], context: FoldContext): void {
  if (assignments.length <= LIMITS.assignmentsOfSubagent) return;
  const kept = assignments.splice(0, assignments.length >> 1);
  const cutAt = assignments[0]?.at ?? kept.at(-1)?.at ?? 0;
  run.fixedBefore = Math.max(
    run.fixedBefore,
    assignments[firstFrom(assignments, cutAt)]?.at ?? cutAt,
  );
  context.effects.touch('record', run);
}

function assignmentsOf(state: FoldState, run: SessionRecord, agentId: string): Assignment[] {
  if (agentId === '') return run.assignments;
  const { assignments } = openSubagent(state, run, agentId);
  touchSubagent(state, run, agentId);
  return assignments;
}

function assignmentFact({ session, event, record }: Assigning): Fact {
  const fields = { at: event.time, agentId: event.agentId ?? '', session: session.key };
  const stamp = { rank: RANKS.record[event.source], time: event.time, id: event.id };
  // Keys are hashed into the index of an hour: this one keeps the word that it was first stored with.
  const key = `link ${session.key} ${event.toolUseId ?? event.id}`;
  const fact = newFact({ kind: 'assignment', key, fields, stamp });
  if (record !== null && record.agentId !== null) {
    const { value, ...joined } = record.agentId;
    fact.fields.agentId = value;
    fact.overrides = { agentId: joined };
  }
  return fact;
}
