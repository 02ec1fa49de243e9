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
import type { IncidentStore } from '../incidents/incident-store.ts';
import type { WorkspaceState } from './workspace-state.ts';
import type { Answer, LiveAnswer, LiveQuestion } from '../rpc.ts';

type Present = { workspaceState: WorkspaceState; incidents: IncidentStore };

/** What an agent asks of the live state; null for a session that is not here. */
export function answerQuestion(
  present: Present,
  question: LiveQuestion,
  now: number,
): Answer<LiveAnswer | null> {
  try {
    return { ok: true, value: answerOf(present, question, now) };
  } catch (error) {
    // An Error loses its class on the way between objects.
    if (error instanceof AppError) return refuse(error.code, error.message);
    throw error;
  } finally {
    present.workspaceState.endRead();
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

function answerOf(present: Present, question: LiveQuestion, now: number): LiveAnswer | null {
  const { workspaceState } = present;
  if (question.name === 'get_session') {
    const session = workspaceState.session(workspaceState.find(question.input.sessionId) ?? '');
    if (session === null) return null;
    const tasks = tasksOf(workspaceState).filter((task) => workersOf(task).includes(session.id));
    return answerSession(question.input, { session, tasks }, { now, limits: STATE_LIMITS });
  }
  const picture = pictureOf(present, now);
  return question.name === 'get_team_status'
    ? answerTeamStatus(question.input, picture)
    : answerTasks(question.input, picture, question.sessions);
}

/** What the live page shows: an answer in words names a few of the newest. */
function pictureOf({ workspaceState, incidents }: Present, now: number): WorkspaceSnapshot {
  const { newest } = workspaceState;
  const ids = newest.attemptsOf(newest.sessions(LIMITS.snapshotSessions));
  const sessions = ids.flatMap((id) => workspaceState.session(id) ?? []);
  const tasks = tasksOf(workspaceState);
  const { items } = incidents.newest(LIMITS.incidentsPerFrame);
  return { sessions, tasks, incidents: items, now, limits: STATE_LIMITS };
}

const tasksOf = (workspaceState: WorkspaceState): Task[] =>
  workspaceState.newest.tasks(LIMITS.snapshotTasks).flatMap((id) => workspaceState.task(id) ?? []);
