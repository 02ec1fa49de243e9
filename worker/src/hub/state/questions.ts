import {
  answerSession,
  answerTasks,
  answerTeamStatus,
  AppError,
  LIMITS,
  STATE_LIMITS,
  workersOf,
  type EarlierTasks,
  type WorkspaceSnapshot,
  type Task,
} from '@claude-monitor/protocol';
import { projectTask } from '@claude-monitor/fold';
import { refuse } from '../auth/access.ts';
import type { WorkspaceState } from './workspace-state.ts';
import type { Answer, LiveAnswer, LiveQuestion } from '../rpc.ts';

/** What an agent asks of the live state; null for a session that is not here. */
export function answerQuestion(
  workspaceState: WorkspaceState,
  question: LiveQuestion,
  now: number,
): Answer<LiveAnswer | null> {
  try {
    return { ok: true, value: answerOf(workspaceState, question, now) };
  } catch (error) {
    // An Error loses its class on the way between objects.
    if (error instanceof AppError) return refuse(error.code, error.message);
    throw error;
  } finally {
    workspaceState.endRead();
  }
}

export function plannedAmong(
  workspaceState: WorkspaceState,
  { project, taskIds }: EarlierTasks,
): string[] {
  try {
    return taskIds.filter((id) => workspaceState.task(projectTask(project, id)) !== null);
  } finally {
    workspaceState.endRead();
  }
}

function answerOf(
  workspaceState: WorkspaceState,
  question: LiveQuestion,
  now: number,
): LiveAnswer | null {
  if (question.name === 'get_session') {
    const session = workspaceState.session(workspaceState.find(question.input.sessionId) ?? '');
    if (session === null) return null;
    const tasks = tasksOf(workspaceState).filter((task) => workersOf(task).includes(session.id));
    return answerSession(question.input, { session, tasks }, { now, limits: STATE_LIMITS });
  }
  const picture = pictureOf(workspaceState, now);
  return question.name === 'get_team_status'
    ? answerTeamStatus(question.input, picture)
    : answerTasks(question.input, picture, question.sessions);
}

/** What the live page shows: an answer in words names a few of the newest. */
function pictureOf(workspaceState: WorkspaceState, now: number): WorkspaceSnapshot {
  const { newest } = workspaceState;
  const ids = newest.attemptsOf(newest.sessions(LIMITS.snapshotSessions));
  const sessions = ids.flatMap((id) => workspaceState.session(id) ?? []);
  return { sessions, tasks: tasksOf(workspaceState), now, limits: STATE_LIMITS };
}

const tasksOf = (workspaceState: WorkspaceState): Task[] =>
  workspaceState.newest.tasks(LIMITS.snapshotTasks).flatMap((id) => workspaceState.task(id) ?? []);
