import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { holderOf } from '../relay/call-relay.ts';
import type { Machine } from '../machine/machine-file.ts';
import { environmentOf, spawnClient, type Start } from './agent.fixture.ts';

type Posted = { status: number; body: string };
export type RelayHome = {
  start: Start;
  machine: Machine;
  env: Record<string, string>;
  post: (path: string, body: string | Buffer, headers?: Record<string, string>) => Promise<Posted>;
  get: (path: string) => Promise<Posted>;
};

const SECRET = 'a-secret-of-the-test-machine';

/** A home folder as `init` leaves it, for a monitor at `url`. What is detached from the test ends with it. */
export async function relayHome(start: Start, url: string, key = 'test-key'): Promise<RelayHome> {
  const machine = { port: await freePort(), secret: SECRET, fingerprintKey: 'k'.repeat(24) };
  const config = join(start.home, '.config/claude-monitor');
  mkdirSync(config, { recursive: true });
  writeFileSync(join(config, 'relay.json'), JSON.stringify(machine));
  writeFileSync(join(config, 'config.json'), JSON.stringify({ url, key }));
  onTestFinished(async () => {
    const holder = await holderOf(machine);
    if (holder.kind === 'relay') process.kill(holder.pid, 'SIGKILL');
  });
  const authorization = `Bearer ${SECRET}`;
  return {
    start,
    machine,
    env: environmentOf(start),
    post: (path, body, headers = {}) =>
      send(machine.port, { method: 'POST', path, body, headers: { authorization, ...headers } }),
    get: (path) =>
      send(machine.port, { method: 'GET', path, body: '', headers: { authorization } }),
  };
}

/** Starts `claude-monitor relay` and waits until it listens. */
export async function startRelay(home: RelayHome) {
  const child = spawnClient(home.start, ['relay']);
  await until(async () => (await holderOf(home.machine)).kind === 'relay');
  return child;
}

export async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await condition())) await sleep(20);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

function send(
  port: number,
  call: {
    method: string;
    path: string;
    body: string | Buffer;
    headers: Record<string, string>;
  },
): Promise<Posted> {
  const { body, headers, ...rest } = call;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: '127.0.0.1',
      port,
      agent: false,
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        ...headers,
      },
      ...rest,
    });
    outgoing.once('error', reject);
    outgoing.once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
      response.once('end', () => {
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    outgoing.end(body);
  });
}
