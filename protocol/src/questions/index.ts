import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import type { Question } from './question.ts';
import { sessionQuestion } from './session.ts';
import { tasksQuestion } from './tasks.ts';
import { teamStatusQuestion } from './team-status.ts';
import { usageQuestion } from './usage.ts';

export { ANSWER_CHARACTERS, sizeOf } from './fit.ts';
export type { Answered, WorkspaceSnapshot, Question } from './question.ts';
export { withoutBlanks } from './read-input.ts';
export { logRefusal, questionRefusal, type Refused } from './refusal.ts';
export { answerSession, sessionQuestion } from './session.ts';
export { workersOf } from './sessions-at-work.ts';
export { answerTasks, taskIdsIn, tasksQuestion } from './tasks.ts';
export { answerTeamStatus, teamStatusQuestion } from './team-status.ts';
export { answerUsage, usageQueryOf, usageQuestion } from './usage.ts';

/**
 * The questions that agents ask. They need a key that may read. The table is data, so the local proxy
 * and the remote `/mcp` list the same; the answers come from one place, `POST /v1/questions/:name`.
 */
export const QUESTIONS = [
  teamStatusQuestion,
  sessionQuestion,
  usageQuestion,
  tasksQuestion,
] as const;

export type QuestionName = (typeof QUESTIONS)[number]['name'];

/** Undefined: there is no such question. */
export const questionNamed = (name: string): Question<QuestionName> | undefined =>
  QUESTIONS.find((question) => question.name === name);

/** Sessions that one process may be known by. */
export const ASKING_SESSIONS = 50;

/** Body of `POST /v1/questions/:name`: the arguments of the tool, and whose tasks "mine" are. */
export const askBodySchema = z.object({
  arguments: z.record(z.string(), z.unknown()).default({}),
  sessions: z.array(z.string().max(LIMITS.idLength)).max(ASKING_SESSIONS).default([]),
});

export const askAnswerSchema = z.object({
  text: z.string(),
  structured: z.record(z.string(), z.unknown()),
});
