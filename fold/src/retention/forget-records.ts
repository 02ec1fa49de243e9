import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import type { SessionRecord } from '../sessions/session.ts';
import { agentsOf, deleteSubagent, subagentOf, touchSubagent } from '../sessions/subagents.ts';
import type { FoldState } from '../state.ts';
import { dropWithoutParts } from '../tasks/apply-task.ts';
import { forgetTasks } from '../tasks/forget.ts';

export type Steps = { left: number };

/** Takes back what a session said of tasks, and the tasks that only it spoke of; false: there is more. */
export function forgetItsTasks(
  state: FoldState,
  session: SessionRecord,
  { steps, seq }: { steps: Steps; seq: number },
): boolean {
  const isDone = forgetTasks(state, session, { budget: Math.max(1, steps.left), seq });
  for (const task of state.changes.goneTasks) dropWithoutParts(state, task);
  return isDone;
}

export function unlinkAgents(state: FoldState, run: SessionRecord, key: string): void {
  if (run.agents === null) return;
  for (const { id } of agentsOf(state, run, run.agents).backwards()) {
    const subagent = subagentOf(state, run, id);
    if (subagent?.assignments.some((assignment) => assignment.session === key) !== true) continue;
    subagent.assignments = subagent.assignments.filter((assignment) => assignment.session !== key);
    touchSubagent(state, run, id);
  }
}

/** Deletes the subagents of a run; false where steps ran out before the end. */
export function forgetSubagents(state: FoldState, session: SessionRecord, steps: Steps): boolean {
  if (session.agents === null) return true;
  const agents = agentsOf(state, session, session.agents);
  for (let next = agents.next(); next !== undefined; next = agents.next()) {
    if (steps.left-- <= 0) return false;
    deleteSubagent(state, session, next.id);
    agents.delete(next);
    state.sessions.touch(session.key);
  }
  return true;
}

/** The session's record goes, and viewers learn which sessions went with it. */
export function forgetSessions(state: FoldState, { key, attempts }: SessionRecord): void {
  state.sessions.delete(key);
  for (const { id } of attempts) {
    state.changes.sessions.delete(id);
    state.changes.goneSessions.add(id);
  }
}

/** Calls of our tools that wait for a record of them. */
export function forgetCalls(state: FoldState, key: string): void {
  for (const [id, call] of state.calls) {
    call.records.delete(key);
    call.events = call.events.filter(
      ({ sessionId, device = '' }) => sessionKeyOf(sessionId, device) !== key,
    );
    if (call.records.size + call.events.length === 0) state.calls.delete(id);
  }
}
