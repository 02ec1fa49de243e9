import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import { batchSchema } from '@claude-monitor/protocol/api/ingest';

/** `hang` reads and never answers, `drop` takes the batch and cuts the line before its receipt. */
type Mode = 'accept' | 'hang' | 'drop' | number;

export type Receiver = {
  url: string;
  /** Every event that arrived, as often as it did. */
  events: z.infer<typeof arrivedSchema>[];
  batches: { count: number; authorization: string | undefined }[];
  answerWith: (mode: Mode) => void;
  /** Resolves when `condition` holds; looked at after every batch. */
  until: (condition: () => boolean) => Promise<void>;
};

const arrivedSchema = z.looseObject({ id: z.string(), type: z.string() });

/** A real HTTP server in the place of the monitor, on loopback. */
export async function startReceiver(mode: Mode = 'accept'): Promise<Receiver> {
  let current = mode;
  const watchers = new Set<() => void>();
  const server = createServer((request, response) => {
    void take(request, response);
  });
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === '/healthz') return void response.end('{"ok":true}');
    if (request.url !== '/v1/events') return void response.end();
    const bytes = await bodyOf(request);
    const isGzip = request.headers['content-encoding'] === 'gzip';
    const body: unknown = JSON.parse((isGzip ? gunzipSync(bytes) : bytes).toString('utf8'));
    const events = z.array(arrivedSchema).parse(batchSchema.parse(body).events);
    const { authorization } = request.headers;
    // An empty one asks whether the key is taken.
    if (events.length > 0) receiver.batches.push({ count: events.length, authorization });
    if (current === 'accept' || current === 'drop') receiver.events.push(...events);
    if (current === 'drop') request.socket.destroy();
    if (typeof current === 'number') response.writeHead(current).end();
    if (current === 'accept') response.writeHead(202).end(receiptFor(events));
    for (const watcher of watchers) watcher();
  };
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const receiver: Receiver = {
    url: `http://127.0.0.1:${String(port)}`,
    events: [],
    batches: [],
    answerWith: (next) => {
      current = next;
      if (next !== 'hang') server.closeAllConnections();
    },
    until: (condition) =>
      new Promise((resolve) => {
        const watcher = (): void => {
          if (!condition()) return;
          watchers.delete(watcher);
          resolve();
        };
        watchers.add(watcher);
        watcher();
      }),
  };
  return receiver;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(request, 'end');
  return Buffer.concat(chunks);
}

function receiptFor(events: readonly { id: string }[]): string {
  return JSON.stringify({
    accepted: events.length,
    duplicates: 0,
    rejected: 0,
    results: events.map(({ id }) => ({ id, status: 'accepted' })),
  });
}
