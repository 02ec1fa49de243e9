import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

const batchSchema = z.object({
  events: z.array(z.looseObject({ id: z.string(), source: z.string().optional() })),
});

const brakesBodySchema = z.object({ known: z.string().nullable() });

type StandIn = { url: string; events: z.infer<typeof batchSchema>['events'] };

/** A monitor as far as `init` and `doctor` ask one: health, events in and out, for one key. */
export async function startStandIn(
  options: { clockOffMs?: number; tls?: { key: string; cert: string } } = {},
): Promise<StandIn> {
  const { clockOffMs = 0, tls } = options;
  const events: StandIn['events'] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
    const bytes = Buffer.concat(chunks);
    response.setHeader('date', new Date(Date.now() - clockOffMs).toUTCString());
    response.setHeader('content-type', 'application/json');
    if (request.url === '/healthz') return void response.end('{"ok":true,"version":"0.1.0"}');
    if (request.headers.authorization !== 'Bearer test-key') {
      response.statusCode = 401;
      return void response.end('{"error":{"code":"unauthorized","message":"No such key."}}');
    }
    if (request.method === 'GET') {
      const items = events.map((event) => ({ type: '', source: '', ...event }));
      return void response.end(JSON.stringify({ items }));
    }
    if (request.url === '/v1/brakes') {
      // No budget has a brake; who knows that is told when it changes, which it never does.
      if (brakesBodySchema.parse(JSON.parse(String(bytes))).known !== null) return;
      return void response.end('{"version":"1","isArmed":false,"brakes":[],"unknown":[]}');
    }
    const isGzip = request.headers['content-encoding'] === 'gzip';
    const body = batchSchema.parse(JSON.parse(String(isGzip ? gunzipSync(bytes) : bytes)));
    events.push(...body.events);
    response.statusCode = 202;
    const results = body.events.map(({ id }) => ({ id, status: 'accepted' }));
    response.end(JSON.stringify({ accepted: results.length, duplicates: 0, rejected: 0, results }));
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return { url: `http${tls === undefined ? '' : 's'}://127.0.0.1:${String(port)}`, events };
}
