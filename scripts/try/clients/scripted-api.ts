import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { serveLoopback, type LoopbackServer } from '../loopback-server.ts';

/** What the scripted model used for a request: `input` with what was cached, `output` with what was thought. */
export type Used = { model: string; input: number; cached: number; output: number };

export type ScriptedApi = LoopbackServer & { used: readonly Used[] };

/** Answers one request; null: it knows no such path. What it used is what the client is charged for. */
export type Answer = (
  request: { path: string; body: string },
  response: ServerResponse,
) => Used | null;

/** A model's API on this machine that answers as a script says, and keeps what it used. */
export async function startScriptedApi(answer: Answer): Promise<ScriptedApi> {
  const used: Used[] = [];
  const server = await serveLoopback(async (request, response) => {
    const one = answer({ path: request.url ?? '', body: await text(request) }, response);
    if (one !== null) used.push(one);
    else response.writeHead(404, { 'content-type': 'application/json' });
    response.end(one === null ? '{"error":{"message":"no such path"}}' : undefined);
  });
  return { ...server, used };
}

export function sendEvent(response: ServerResponse, data: object, name?: string): void {
  const event = name === undefined ? '' : `event: ${name}\n`;
  response.write(`${event}data: ${JSON.stringify(data)}\n\n`);
}
