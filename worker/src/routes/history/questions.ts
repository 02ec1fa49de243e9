import {
  AppError,
  askAnswerSchema,
  askBodySchema,
  questionNamed,
  QUESTIONS,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { answerQuestion } from './answer-question.ts';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

const NAMES = QUESTIONS.map(({ name }) => name).join(', ');

const askQuestionRoute = route({
  method: 'post',
  path: '/v1/questions/:name',
  params: z.object({ name: z.string() }),
  summary: 'Ask a question as an agent',
  description:
    `The MCP tools that ask: ${NAMES}. The answer is a short text and the same as data, at most about ` +
    '1,500 tokens unless `limit` asks for more; a cut answer says so.',
  access: 'read',
  body: askBodySchema,
  answers: {
    200: jsonAnswer(askAnswerSchema, 'The answer.'),
    404: { description: 'Unknown question, or nothing matches.' },
  },
});

/** `POST /v1/questions/:name`: what the local proxy asks for an agent. */
export function mountQuestions(router: Router): void {
  mount(router, askQuestionRoute, async ({ c, caller, hub, params, body }) => {
    const scopes = await hub('scopes');
    if (!scopes.includes('read')) {
      throw new AppError('forbidden', 'This needs a key with the scope read.');
    }
    const question = questionNamed(params.name);
    if (question === undefined) {
      throw new AppError('not_found', `Unknown question. Use one of: ${NAMES}.`, { path: 'name' });
    }
    return c.json(
      await answerQuestion(router.deps, { caller, hub }, { ...body, name: question.name }),
      200,
    );
  });
}
