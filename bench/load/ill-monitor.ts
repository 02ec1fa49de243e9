import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { serveLoopback, type LoopbackServer } from '../../scripts/try/loopback-server.ts';

/** How a monitor may be ill; `well` takes everything. */
export const ILLNESSES = ['slow', 'silent', 'dropping', 'failing'] as const;
export type Health = 'well' | (typeof ILLNESSES)[number];

const SLOW_MS = 2_000;
const batchSchema = z.object({ events: z.array(z.object({ id: z.string() })) });

/** A server in the place of the monitor. */
export const startIllMonitor = (health: Health): Promise<LoopbackServer> =>
  serveLoopback(async (request, response) => {
    const bytes = await buffer(request);
    switch (health) {
      case 'silent':
        return;
      case 'dropping':
        request.socket.destroy();
        return;
      case 'failing':
        response.writeHead(500).end('{}');
        return;
      case 'slow':
        await sleep(SLOW_MS);
        break;
      case 'well':
    }
    const isGzip = request.headers['content-encoding'] === 'gzip';
    const body: unknown = JSON.parse(String(isGzip ? gunzipSync(bytes) : bytes));
    const results = batchSchema.parse(body).events.map(({ id }) => ({ id, status: 'accepted' }));
    const receipt = { accepted: results.length, duplicates: 0, rejected: 0, results };
    response.writeHead(202).end(JSON.stringify(receipt));
  });
