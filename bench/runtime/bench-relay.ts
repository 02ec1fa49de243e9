import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RELAY_FLAGS, relayProcessEnvironment } from '../../mcp-proxy/src/relay/start-relay.ts';
import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { end, own } from '../children.ts';

const STARTED_MS = 10_000;
const SECRET = 'a-secret-of-the-bench-machine';

export type BenchRelay = {
  pid: number;
  /** Posts as Claude Code does, with a connection for each; answers how long that took, in ms. */
  hook: (body: string) => Promise<number>;
  post: (path: string, body: Buffer, type: string) => Promise<number>;
  close: () => Promise<void>;
};

/** A home folder of its own, for a client that is set up. */
export function homeFor(workFolder: string, name: string): Record<string, string> {
  const home = join(workFolder, name);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, '.config/claude-monitor'), { recursive: true });
  return { PATH: process.env['PATH'] ?? '', HOME: home };
}

/** The built relay, started as hooks start it, for a monitor at an address. */
export async function startRelay({
  bundle,
  env,
  url,
}: {
  bundle: string;
  env: Record<string, string>;
  url: string;
}): Promise<BenchRelay> {
  const config = join(env['HOME'] ?? '', '.config/claude-monitor');
  const port = await freePort();
  const machine = { port, secret: SECRET, fingerprintKey: 'k'.repeat(24) };
  writeFileSync(join(config, 'relay.json'), JSON.stringify(machine));
  writeFileSync(join(config, 'config.json'), JSON.stringify({ url, key: 'nobody' }));
  const command = [...RELAY_FLAGS, join(dirname(bundle), 'relay.js')];
  const child = own(
    spawn(process.execPath, command, { env: relayProcessEnvironment(env), stdio: 'ignore' }),
  );
  const post = (path: string, body: Buffer, type: string) => postTo(port, { path, body, type });
  const hook = (body: string) =>
    post('/v1/hooks/claude-code', Buffer.from(body), 'application/json');
  for (const deadline = Date.now() + STARTED_MS; ; await sleep(50)) {
    const isUp = await hook('{}').then(
      () => true,
      () => false,
    );
    if (isUp) break;
    if (Date.now() > deadline) throw new Error('the relay did not start');
  }
  return { pid: child.pid ?? 0, hook, post, close: () => end(child) };
}

function postTo(
  port: number,
  { path, body, type }: { path: string; body: Buffer; type: string },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const headers = {
      authorization: `Bearer ${SECRET}`,
      'content-type': type,
      'content-length': String(body.length),
    };
    const outgoing = request({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path,
      headers,
      agent: false,
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      response.resume();
      response.once('end', () => {
        resolve(performance.now() - startedAt);
      });
    });
    outgoing.end(body);
  });
}
