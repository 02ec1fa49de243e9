import { AppError, type ErrorCode as AppErrorCode } from '@claude-monitor/protocol';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { ErrorCode } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { Deps } from '../deps.ts';
import { INGEST_BODY, parseJson, readText } from '../http/body.ts';
import { errorAnswer } from '../http/errors.ts';
import type { ToolPorts } from '../mcp/call-tool.ts';
import { messagesOf, type Refusal } from '../mcp/messages.ts';
import { createMcpServer } from '../mcp/server.ts';
import { askQuestion, type Asker } from './history/ask.ts';
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
    'with a tool error that says so. There is no stream to open: GET is not allowed.',
  access: 'any credential',
  formats: { [JSON_TYPE]: z.union([message, z.array(message)]) },
  answers: {
    200: jsonAnswer(z.union([message, z.array(message)]), 'Answers to the requests.'),
    202: { description: 'There was no request among the messages.' },
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
    const json = await bodyOf(request);
    if (json instanceof Response) return json;
    const messages = messagesOf(json.value, request.headers.get('mcp-protocol-version'));
    if (!messages.ok) return refusalAnswer(messages.refusal);
    const answer = await serve(request, messages.body, portsOf(router.deps, { caller, hub }));
    return messages.isBatch ? await asBatch(answer) : answer;
  });
}

async function bodyOf(request: Request): Promise<{ value: unknown } | Response> {
  try {
    return { value: parseJson(await readText(request, INGEST_BODY)) };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const code = PARSE_FAULTS.has(error.code) ? ErrorCode.ParseError : ErrorCode.InvalidRequest;
    const { status } = errorAnswer(error);
    return refusalAnswer({ status, id: null, code, message: error.message });
  }
}

async function serve(request: Request, body: unknown, ports: ToolPorts): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  const server = createMcpServer(VERSION, ports);
  await server.connect(transport);
  try {
    return await transport.handleRequest(withBothTypes(request), { parsedBody: body });
  } finally {
    await server.close();
  }
}

/** The SDK wants both types named; who takes anything takes both. The body was read before. */
function withBothTypes(request: Request): Request {
  if (!ANYTHING.test(request.headers.get('accept') ?? '')) return request;
  const headers = new Headers(request.headers);
  headers.set('accept', 'application/json, text/event-stream');
  return new Request(request.url, { method: request.method, headers });
}

const ANYTHING = /(^|,)\s*\*\/\*\s*(;|,|$)/;

function portsOf(deps: Deps, asker: Asker): ToolPorts {
  return {
    submit: async (events) => {
      await submit(asker.hub, { events, sentAt: null, rejected: {} });
    },
    ask: (name, given) => askQuestion(deps, asker, { name, arguments: given, sessions: [] }),
    now: () => deps.now(),
    newId: () => crypto.randomUUID(),
    report: (what, error) => {
      deps.report({ what: `POST /mcp ${what}`, error });
    },
  };
}

/** A batch is answered by an array; the SDK leaves it out around a single answer. */
async function asBatch(answer: Response): Promise<Response> {
  if (answer.status !== 200) return answer;
  const said: unknown = await answer.json();
  return Response.json(Array.isArray(said) ? said : [said]);
}

function refusalAnswer({
  status,
  id,
  code,
  message,
}: Omit<Refusal, 'status'> & { status: number }): Response {
  return Response.json({ jsonrpc: '2.0', id, error: { code, message } }, { status });
}
