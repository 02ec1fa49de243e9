import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../../drizzle/migrate.ts';
import {
  freePort,
  spawnSqld,
  sqldBinary,
  waitUntilHealthy,
} from '../../scripts/start/libsql/sqld.ts';

const START_TIMEOUT_MS = 15_000;
/** A wedged server ignores SIGTERM for half a minute, and this one's data is thrown away. */
const STOP_SIGNAL = 'SIGKILL';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const binary = sqldBinary();
  if (binary === null) throw new Error('no libSQL server for this platform: tests need one');
  const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-test-'));
  const sqld = spawnSqld({ binary, folder, port: await freePort() });
  const kill = () => void sqld.child.kill(STOP_SIGNAL);
  process.once('exit', kill);

  if (!(await waitUntilHealthy(sqld, START_TIMEOUT_MS))) {
    kill();
    throw new Error('the libSQL server did not come up');
  }
  await migrate(sqld.url);
  project.provide('dbUrl', sqld.url);

  return async () => {
    process.off('exit', kill);
    const ended = new Promise<void>((resolve) => sqld.child.once('exit', () => resolve()));
    kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
}
