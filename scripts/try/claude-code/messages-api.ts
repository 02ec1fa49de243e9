import type { IncomingMessage, ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { serveLoopback } from '../loopback-server.ts';
import { streamOf, type Reply, type Usage } from './reply.ts';

/** Replies in order: of the main loop, and of each subagent by a mark in its prompt. */
export type Script = {
  main: readonly Reply[];
  subagents?: Readonly<Record<string, readonly Reply[]>>;
};

export type Served = { session: string; agent: string | null; model: string; usage: Usage };

export type MessagesApi = {
  url: string;
  served: readonly Served[];
  /** What the next run of the client is answered. */
  play: (script: Script) => void;
  close: () => void;
};

const requestSchema = z.object({
  model: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

/** When a script has come to its end. */
const FINAL_REPLY: Reply = {
  text: 'That was all.',
  usage: { input: 3, output: 5, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 },
};

/**
 * The Messages API on this machine, as far as Claude Code uses it, with a model that reads a script; `eachSession`: of
 * several at once, each from its beginning.
 */
export async function startMessagesApi({ eachSession = false } = {}): Promise<MessagesApi> {
  const served: Served[] = [];
  let script: Script = { main: [] };
  let queues = new Map<string, Reply[]>();
  let count = 0;

  const nextReply = (session: string, agent: string | null, prompt: string): Reply => {
    const key = `${eachSession ? session : ''} ${agent ?? 'main'}`;
    let queue = queues.get(key);
    if (queue === undefined) {
      queue = [...(agent === null ? script.main : repliesFor(script, prompt))];
      queues.set(key, queue);
    }
    return queue.shift() ?? FINAL_REPLY;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST' || !(request.url ?? '').startsWith('/v1/messages')) {
      response.writeHead(404).end();
      return;
    }
    const { model, messages } = requestSchema.parse(JSON.parse(await bodyOf(request)));
    const agent = headerOf(request, 'x-claude-code-agent-id');
    const session = headerOf(request, 'x-claude-code-session-id') ?? '';
    const reply = nextReply(session, agent, JSON.stringify(messages[0]?.content ?? ''));
    const headers = { 'request-id': `req_${idOf(++count)}` };
    if ('status' in reply) {
      const error = { type: reply.errorType, message: 'a scripted failure' };
      response.writeHead(reply.status, { ...headers, 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error }));
      return;
    }
    served.push({ session, agent, model, usage: reply.usage });
    const tools = (reply.tools ?? []).map((tool, index) => ({
      ...tool,
      id: `toolu_${idOf(count)}${String(index)}`,
    }));
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
    const { text, usage } = reply;
    response.end(streamOf({ id: `msg_${idOf(count)}`, model, text, tools, usage }));
  };

  const server = await serveLoopback(answer);
  return {
    ...server,
    served,
    play: (next) => {
      script = next;
      queues = new Map();
    },
  };
}

function repliesFor({ subagents = {} }: Script, prompt: string): readonly Reply[] {
  const mark = Object.keys(subagents).find((name) => prompt.includes(name));
  return mark === undefined ? [] : (subagents[mark] ?? []);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
  const bytes = Buffer.concat(chunks);
  const isGzip = request.headers['content-encoding'] === 'gzip';
  return (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return typeof value === 'string' ? value : null;
}

const RUN = Date.now().toString(36);
const idOf = (count: number): string => `${RUN}${String(count).padStart(6, '0')}`;
