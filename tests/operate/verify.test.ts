import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../worker/src/store/client.ts';
import { earlierNames, openEarlierFolder, type EarlierFolder } from '../data-folder/earlier.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';

const ROOT = join(import.meta.dirname, '../..');

let folder: EarlierFolder;
let monitor: Monitor;
let db: Database;

beforeAll(async () => {
  folder = openEarlierFolder(earlierNames()[0]);
  monitor = await startMonitor({ dataFolder: folder.path });
  db = openDatabase({ url: readFileSync(join(folder.path, 'database-url'), 'utf8').trim() });
});
afterAll(async () => {
  db.$client.close();
  await monitor.stop();
  folder.remove();
});

async function verify(...options: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, ['scripts/verify/index.ts', ...options], {
    cwd: ROOT,
    env: { ...process.env, CLAUDE_MONITOR_DATA: folder.path },
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [output, code] = await Promise.all([text(child.stdout), exited]);
  return { code, output };
}

test('[STO8] [HUB3] history that an upgrade wrote again agrees with the hub', async () => {
  expect(await verify()).toEqual({ code: 0, output: '1 workspaces, 0 differences.\n' });
});

test('[STO8] differences are printed and end with code 1; --repair heals them', async () => {
  for (const sql of [
    'update usage_hour set input_tokens = input_tokens + 1 where requests > 1',
    "delete from session where id in (select id from session where shown_as = '' limit 2)",
    'delete from error_hour',
  ]) {
    await db.$client.execute(sql);
  }
  const found = await verify();
  expect(found.code).toBe(1);
  expect(found.output).toContain('"table":"usage_hour"');
  expect(found.output).toContain('"table":"session"');
  expect(found.output).toContain('"table":"error_hour"');
  const repaired = await verify('--repair');
  expect(repaired.output).toContain('Repaired: verify again.');
  expect(repaired.code).toBe(0);
  expect((await verify()).output).toBe('1 workspaces, 0 differences.\n');
});
