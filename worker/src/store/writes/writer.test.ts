import { env } from 'cloudflare:workers';
import { TIME } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { KEY, newHub, send, tablesOf, workday } from '../../hub/hub.fixture.ts';
import { databaseAddress, openDatabase } from '../client.ts';
import type { DeleteResult } from '../writer-rpc.ts';
import { verifyWorkspace } from '../verify/verify.ts';

const writer = () => env.WRITER.getByName('main');

async function flushedWorkspace(): Promise<string> {
  const { name, hub } = await newHub();
  await send(hub, workday(Date.now() - TIME.dayMs - TIME.hourMs, 3));
  await hub.call(KEY.hash, 'read');
  expect((await tablesOf(name)).request.length).toBeGreaterThan(0);
  return name;
}

async function differences(workspace: string): Promise<unknown[]> {
  const found: unknown[] = [];
  const db = openDatabase(databaseAddress(env));
  for await (const difference of verifyWorkspace(db, workspace)) found.push(difference);
  return found;
}

async function toTheEnd(step: (resume: number | null) => Promise<DeleteResult>): Promise<number> {
  let resume: number | null = null;
  for (let rows = 0; ;) {
    const done: DeleteResult = await step(resume);
    if (!done.ok) throw new Error(done.message);
    rows += done.rows;
    if (!done.more) return rows;
    ({ resume } = done);
  }
}

const rowsOf = async (workspace: string): Promise<number> =>
  Object.values(await tablesOf(workspace)).reduce((sum, rows) => sum + rows.length, 0);

test('[STO8] what a hub flushes adds up', async () => {
  expect(await differences(await flushedWorkspace())).toEqual([]);
});

test('[STO5] the Writer deletes what has come of age, a step at a time', async () => {
  const workspace = await flushedWorkspace();
  const before = Date.now() + 2 * TIME.dayMs;
  const retention = { blocksBefore: before, historyBefore: before, rowsAtMost: 5 };
  const rows = await toTheEnd(
    async (resume) => await writer().expire(workspace, { ...retention, resume }),
  );
  expect(rows).toBeGreaterThan(10);
  expect(await rowsOf(workspace)).toBe(0);
});

test('[STO10] the Writer deletes a session, and the sums follow', async () => {
  const workspace = await flushedWorkspace();
  const { session } = await tablesOf(workspace);
  const own = session.filter((row) => row['session_id'] === 'agent-1');
  const ids = own.map((row) => String(row['id']));
  const runs = own.map((row) => String(row['run']));
  const what = {
    kind: 'sessions' as const,
    sessions: ids,
    runs,
    tasks: [],
    names: [],
    rowsAtMost: 50,
  };
  await toTheEnd(async (resume) => await writer().erase(workspace, { ...what, resume }));
  expect(await differences(workspace)).toEqual([]);
  expect(JSON.stringify(await tablesOf(workspace))).not.toContain(ids[0]);
  expect(await rowsOf(workspace)).toBeGreaterThan(5);
});
