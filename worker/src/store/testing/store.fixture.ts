import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@claude-monitor/drizzle/migrate';
import { z } from 'zod';
import {
  freePort,
  spawnSqld,
  sqldBinary,
  waitUntilHealthy,
} from '../../../../scripts/start/libsql/sqld.ts';
import { openDatabase, type Database } from '../client.ts';

/** A real libSQL server with the newest schema, and a count of what it bills. */
export type TestStore = TestServer & { db: Database; meter: Meter };

/** A real libSQL server without any table. */
export type TestServer = { url: string; folder: string; stop: () => Promise<void> };

/** Rows as a host bills them, since the last `reset`. */
type Meter = { rowsRead: number; rowsWritten: number; reset: () => void };

export async function startStore(): Promise<TestStore> {
  const server = await startServer();
  try {
    await migrate(server.url);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { ...server, ...openMetered(server.url) };
}

export async function startServer(): Promise<TestServer> {
  const binary = sqldBinary();
  if (binary === null) throw new Error('no libSQL server for this platform');
  const folder = await mkdtemp(join(tmpdir(), 'store-test-'));
  const server = spawnSqld({ binary, folder, port: await freePort() });
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => server.child.once('exit', resolve));
    server.child.kill('SIGKILL');
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  if (await waitUntilHealthy(server, 20_000)) return { url: server.url, folder, stop };
  await stop();
  throw new Error('libSQL did not come up');
}

export function openMetered(url: string): { db: Database; meter: Meter } {
  const meter = newMeter();
  return { db: openDatabase({ url, fetch: metered(meter) }), meter };
}

function newMeter(): Meter {
  const meter = {
    rowsRead: 0,
    rowsWritten: 0,
    reset: () => {
      meter.rowsRead = 0;
      meter.rowsWritten = 0;
    },
  };
  return meter;
}

const billed = z.object({ rows_read: z.number(), rows_written: z.number() });

const answerSchema = z.object({
  results: z.array(
    z.object({
      response: z
        .object({
          result: z
            .union([z.object({ step_results: z.array(billed.nullable()) }), billed])
            .optional(),
        })
        .optional(),
    }),
  ),
});

/** Reads the bill out of each answer on its way to the client. */
const metered =
  (meter: Meter) =>
  async (request: Request, init?: RequestInit): Promise<Response> => {
    const answer = await fetch(request, init);
    const text = await answer.text();
    for (const { response } of answerSchema.parse(JSON.parse(text)).results) {
      const result = response?.result;
      if (result === undefined) continue;
      for (const bill of 'step_results' in result ? result.step_results : [result]) {
        meter.rowsRead += bill?.rows_read ?? 0;
        meter.rowsWritten += bill?.rows_written ?? 0;
      }
    }
    return new Response(text, { status: answer.status, headers: answer.headers });
  };
