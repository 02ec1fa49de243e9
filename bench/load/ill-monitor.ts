import { createServer, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** How a monitor may be ill; `well` takes everything. */
export const ILLNESSES = ['slow', 'silent', 'dropping', 'failing'] as const;
export type Health = 'well' | (typeof ILLNESSES)[number];

const SLOW_MS = 2_000;
const batchSchema = z.object({ events: z.array(z.object({ id: z.string() })) });

/** A server in the place of the monitor. */
export async function startIllMonitor(health: Health): Promise<{ url: string; close: () => void }> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
      switch (health) {
        case 'silent':
          return;
        case 'dropping':
          return void request.socket.destroy();
        case 'failing':
          return void response.writeHead(500).end('{}');
        case 'slow':
          await sleep(SLOW_MS);
          break;
        case 'well':
      }
      const isGzip = request.headers['content-encoding'] === 'gzip';
      const bytes = Buffer.concat(chunks);
      const body: unknown = JSON.parse(String(isGzip ? gunzipSync(bytes) : bytes));
      const results = batchSchema.parse(body).events.map(({ id }) => ({ id, status: 'accepted' }));
      const receipt = { accepted: results.length, duplicates: 0, rejected: 0, results };
      response.writeHead(202).end(JSON.stringify(receipt));
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
