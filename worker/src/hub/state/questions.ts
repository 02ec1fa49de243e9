import {
  answerSession,
  answerTasks,
  answerTeamStatus,
  AppError,
  LIMITS,
  STATE_LIMITS,
  workersOf,
  type Picture,
  type Task,
} from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { Present } from './present.ts';
import type { Answer, PresentAnswer, PresentQuestion } from '../rpc.ts';

/** What an agent asks of the present; null for a session that is not here. */
export function answerQuestion(
  present: Present,
  question: PresentQuestion,
  now: number,
): Answer<PresentAnswer | null> {
  try {
    return { ok: true, value: answerOf(present, question, now) };
  } catch (error) {
    // An Error loses its class on the way between objects.
    if (error instanceof AppError) return refuse(error.code, error.message);
    throw error;
  } finally {
    present.endRead();
  }
}

function answerOf(present: Present, question: PresentQuestion, now: number): PresentAnswer | null {
  if (question.name === 'get_session') {
    const card = present.card(present.find(question.input.sessionId) ?? '');
    if (card === null) return null;
    const tasks = tasksOf(present).filter((task) => workersOf(task).includes(card.id));
    return answerSession(question.input, { card, tasks }, { now, limits: STATE_LIMITS });
  }
  const picture = pictureOf(present, now);
  return question.name === 'get_team_status'
    ? answerTeamStatus(question.input, picture)
    : answerTasks(question.input, picture, question.sessions);
}

/** What the live page shows: an answer in words names a few of the newest. */
function pictureOf(present: Present, now: number): Picture {
  const { newest } = present;
  const ids = newest.attemptsOf(newest.sessions(LIMITS.snapshotCards));
  const cards = ids.flatMap((id) => present.card(id) ?? []);
  return { cards, tasks: tasksOf(present), now, limits: STATE_LIMITS };
}

const tasksOf = (present: Present): Task[] =>
  present.newest.tasks(LIMITS.snapshotTasks).flatMap((id) => present.task(id) ?? []);
