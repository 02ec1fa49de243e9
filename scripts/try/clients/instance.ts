import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readLocal } from '../../start/local-json.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** A first start builds the dashboard. */
const START_MS = 600_000;

/** `npm start` on a free port, with a data folder of its own. */
export type Instance = { url: string; dataFolder: string; stop: () => Promise<void> };

export async function startInstance(dataFolder: string): Promise<Instance> {
  const child = spawn(process.execPath, ['scripts/start/index.ts'], {
    cwd: ROOT,
    env: { ...process.env, PORT: String(await freePort()), CLAUDE_MONITOR_DATA: dataFolder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'close');
  };
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(500)) {
    if (child.exitCode !== null) throw new Error('the monitor did not start');
    const local = readLocal(join(dataFolder, 'local.json'));
    if (local !== null && (await answers(local.url))) return { url: local.url, dataFolder, stop };
  }
  await stop();
  throw new Error(`the monitor did not answer within ${String(START_MS / 60_000)} minutes`);
}

const answers = async (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  server.close();
  await once(server, 'close');
  return port;
}
