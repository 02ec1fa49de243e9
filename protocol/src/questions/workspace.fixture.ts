import type { Incident } from '../incidents/incident.ts';
import { STATE_LIMITS } from '../limits.ts';
import { exampleSession, exampleTask } from '../live/view.fixture.ts';
import type { Session, Task } from '../live/view.ts';
import type { WorkspaceSnapshot } from './question.ts';

export const NOON = Date.UTC(2026, 10, 22, 12);

export const sessionOf = (id: string, fields: Partial<Session> = {}): Session =>
  exampleSession(`card ${id}`, NOON - 60_000, {
    sessionId: id,
    agentName: 'solidity-developer',
    model: 'claude-sonnet-4-5',
    project: 'dex',
    startedAt: NOON - 3_600_000,
    ...fields,
  });

export const taskOf = (taskId: string, fields: Partial<Task> = {}): Task =>
  exampleTask(`task ${taskId}`, NOON - 60_000, { taskId, project: 'dex', ...fields });

export const startedTask = (taskId: string, session: Session, fields: Partial<Task> = {}): Task =>
  taskOf(taskId, {
    status: 'started',
    session: session.id,
    agentName: session.agentName,
    startedAt: NOON - 120_000,
    ...fields,
  });

export const workspaceSnapshotOf = (
  sessions: Session[],
  tasks: Task[] = [],
  incidents: Incident[] = [],
): WorkspaceSnapshot => ({
  sessions,
  tasks,
  incidents,
  now: NOON,
  limits: STATE_LIMITS,
});

const LONG = 'Write contracts and tests for every part of the market maker, then audit them. ';

/** As many sessions and tasks as a busy workspace has, with names and words as long as they may be. */
export function fullWorkspace(count = 2_000): WorkspaceSnapshot {
  const sessions = Array.from({ length: count }, (_, index) =>
    sessionOf(`session-${String(index)}-`.padEnd(200, 'x'), {
      agentName: `agent ${String(index % 50)} `.padEnd(200, 'y'),
      turn: { state: 'waiting', at: NOON - 60_000, reason: LONG.repeat(20) },
      lastError: { type: 'Timeout', message: LONG.repeat(40), severity: 'high', at: NOON },
    }),
  );
  const tasks = sessions.map((session, index) =>
    startedTask(
      `task-${String(index)}-`.padEnd(200, 'z'),
      index % 2 === 0 ? session : (sessions[0] ?? session),
      {
        description: LONG.repeat(20),
        ...(index % 3 === 0 ? { status: 'planned', dependsOn: ['missing '.repeat(20)] } : {}),
      },
    ),
  );
  return workspaceSnapshotOf(sessions, tasks);
}
