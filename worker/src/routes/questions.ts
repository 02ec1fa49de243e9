import {
  AppError,
  askAnswerSchema,
  askBodySchema,
  questionNamed,
  QUESTIONS,
} from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import { parseWith } from '../http/parse.ts';
import { askQuestion } from './ask.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const NAMES = QUESTIONS.map(({ name }) => name).join(', ');

const route: Route = {
  method: 'post',
  path: '/v1/questions/:name',
  summary: 'Answer an agent',
  description:
    `The MCP tools that ask: ${NAMES}. The answer is a short text and the same as data, at most about ` +
    '1,500 tokens unless `limit` asks for more; it says when it was cut.',
  access: 'read',
  body: { [JSON_TYPE]: askBodySchema },
  answers: {
    200: jsonAnswer(askAnswerSchema, 'The answer.'),
    404: { description: 'No such question, or nothing that it asks for.' },
  },
};

/** `POST /v1/questions/:name`: what the local proxy asks for an agent. */
export function mountQuestions(router: Router, deps: Deps): void {
  mount(router, route, async (c) => {
    const caller = c.get('caller');
    const scopes = await callHub(deps, caller, 'scopes');
    if (!scopes.includes('read')) {
      throw new AppError('forbidden', 'This needs a key with the scope read.');
    }
    const body = parseWith(askBodySchema, await readJson(c.req.raw, CONTROL_BODY), 'invalid_body');
    const question = questionNamed(c.req.param('name') ?? '');
    if (question === undefined) {
      throw new AppError('not_found', `No such question. There are: ${NAMES}.`, { path: 'name' });
    }
    return c.json(await askQuestion(deps, c.get('caller'), { ...body, name: question.name }), 200);
  });
}
