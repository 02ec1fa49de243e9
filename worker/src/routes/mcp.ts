import { AppError, messagesOf, type ErrorCode as AppErrorCode } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { INGEST_BODY, parseJson, readText } from '../http/body/body.ts';
import { errorAnswer } from '../http/answer/errors.ts';
import { acceptedForm } from '../mcp/accepted-form.ts';
import type { ToolDeps } from '../mcp/call-tool.ts';
import { asStream, errorAnswerOf, INVALID_REQUEST, PARSE_ERROR } from '../mcp/rpc-answers.ts';
import { serveMessages } from '../mcp/serve-messages.ts';
import { createMcpServer } from '../mcp/server.ts';
import { answerQuestion, type Requester } from './history/answer-question.ts';
import { VERSION } from './health.ts';
import { JSON_TYPE, jsonAnswer, mount, route, type Router } from './route.ts';
import { submit } from './ingest/submit.ts';

const message = z.looseObject({ jsonrpc: z.literal('2.0') });

const mcp = route({
  method: 'post',
  path: '/mcp',
  summary: 'MCP over Streamable HTTP, without sessions',
  description:
    'Tools that log need the scope ingest, tools that ask the scope read; without it a call is answered ' +
    'with a tool error that says so. All revisions since 2024-11-05 are served: those that begin with ' +
    'initialize, and 2026-07-28, whose requests name it themselves. There is no stream to open: GET is not allowed.',
  access: 'any credential',
  formats: { [JSON_TYPE]: z.union([message, z.array(message)]) },
  answers: {
    200: jsonAnswer(z.union([message, z.array(message)]), 'The responses.'),
    202: { description: 'The messages contained no request.' },
    406: { description: 'Accept names neither application/json nor text/event-stream.' },
  },
});

/** Faults of a body by their number in JSON-RPC; the rest are requests that can't be served. */
const PARSE_FAULTS: ReadonlySet<AppErrorCode> = new Set(['invalid_json', 'invalid_utf8']);

/** `POST /mcp`: the same tools, questions and prompts as the local proxy serves. */
export function mountMcp(router: Router): void {
  mount(router, mcp, async ({ c, caller, hub }) => {
    const request = c.req.raw;
    // What is listed is no secret; but a revoked key gets nothing more (rule SHR7).
    await hub('scopes');
    const form = acceptedForm(request.headers.get('accept'));
    if (form === null) return errorAnswerOf(NOT_ACCEPTABLE);
    const json = await bodyOf(request);
    if (json instanceof Response) return json;
    const messages = messagesOf(json.value, request.headers.get('mcp-protocol-version'));
    if (!messages.ok) return errorAnswerOf(messages.refusal);
    const deps = toolDepsOf(router.deps, { caller, hub });
    const answer = await serveMessages(request, messages, () => createMcpServer(VERSION, deps));
    return form === 'stream' ? await asStream(answer) : answer;
  });
}

const NOT_ACCEPTABLE = {
  status: 406,
  id: null,
  code: -32000,
  message: 'Accept must name application/json or text/event-stream.',
} as const;

async function bodyOf(request: Request): Promise<{ value: unknown } | Response> {
  try {
    return { value: parseJson(await readText(request, INGEST_BODY)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = PARSE_FAULTS.has(error.code) ? PARSE_ERROR : INVALID_REQUEST;
    const { status } = errorAnswer(error);
    return errorAnswerOf({ status, id: null, code, message: error.message });
  }
}

function toolDepsOf(deps: Deps, requester: Requester): ToolDeps {
  return {
    submit: async (events) => {
      await submit(requester.hub, { events, sentAt: null, rejected: {} });
    },
    answer: (name, given) =>
      answerQuestion(deps, requester, { name, arguments: given, sessions: [] }),
    plannedTasks: (waited) => requester.hub('plannedTasks', waited),
    now: () => deps.now(),
    newId: () => crypto.randomUUID(),
    report: (what, error) => {
      deps.report({ what: `POST /mcp ${what}`, error });
    },
  };
}
