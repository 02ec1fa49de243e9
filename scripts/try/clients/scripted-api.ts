import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

/** What the scripted model used for a request: `input` with what was cached, `output` with what was thought. */
export type Used = { model: string; input: number; cached: number; output: number };

export type ScriptedApi = { url: string; used: readonly Used[]; close: () => void };

/** Answers one request; null: it knows no such path. What it used is what the client is charged for. */
export type Answer = (
  request: { path: string; body: string },
  response: ServerResponse,
) => Used | null;

/** A model's API on this machine that answers as a script says, and keeps what it used. */
export async function startScriptedApi(answer: Answer): Promise<ScriptedApi> {
  const used: Used[] = [];
  const server = createServer((request, response) => {
    text(request)
      .then((body) => {
        const one = answer({ path: request.url ?? '', body }, response);
        if (one !== null) used.push(one);
        else response.writeHead(404, { 'content-type': 'application/json' });
        response.end(one === null ? '{"error":{"message":"no such path"}}' : undefined);
      })
      .catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${String(port)}`,
    used,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export function sendEvent(response: ServerResponse, data: object, name?: string): void {
  const event = name === undefined ? '' : `event: ${name}\n`;
  response.write(`${event}data: ${JSON.stringify(data)}\n\n`);
}
