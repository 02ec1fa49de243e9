import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildClient } from '../../mcp-proxy/build.ts';
import { startTimed } from '../../mcp-proxy/src/testing/timed-calls.fixture.ts';
import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { end, own } from '../children.ts';
import { HookFleet } from '../load/hooks.ts';
import { ILLNESSES, startIllMonitor, type Health } from '../load/ill-monitor.ts';
import type { Result } from '../result.ts';
import type { Bench } from '../workload.ts';

const CALLS = 600;
const WARM_UP_CALLS = 100;
const STARTED_MS = 10_000;
const SECRET = 'a-secret-of-the-bench-machine';

type Times = { p50: number; p99: number };

/**
 * What a tool call and a hook take while the monitor is slow, silent, drops connections or fails, against one that is
 * well (rule PRX5): the worst of them is what counts.
 */
export async function measureIllMonitor({ workFolder }: Bench): Promise<Result[]> {
  const { bundle } = await buildClient(join(workFolder, 'client'));
  return [
    ...(await worstOf('hook through the relay', (health) => timeHooks(bundle, workFolder, health))),
    ...(await worstOf('tool call of the proxy', (health) => timeCalls(bundle, workFolder, health))),
  ];
}

async function worstOf(name: string, time: (health: Health) => Promise<Times>): Promise<Result[]> {
  const well = await time('well');
  const ill: Times[] = [];
  for (const illness of ILLNESSES) ill.push(await time(illness));
  return (['p50', 'p99'] as const).map((which) => {
    const ours = Math.max(...ill.map((times) => times[which]));
    return {
      name: `${name}, monitor ill, ${which}; ratio: ms added`,
      ours,
      floor: well[which],
      ratio: ours - well[which],
      budget: { atMost: which === 'p50' ? 10 : 50 },
      unit: 'ms',
    };
  });
}

function homeFor(workFolder: string, name: string): Record<string, string> {
  const home = join(workFolder, name);
  rmSync(home, { recursive: true, force: true });
  mkdirSync(join(home, '.config/claude-monitor'), { recursive: true });
  return { PATH: process.env['PATH'] ?? '', HOME: home };
}

async function timeHooks(bundle: string, workFolder: string, health: Health): Promise<Times> {
  const monitor = await startIllMonitor(health);
  const env = homeFor(workFolder, `relay-${health}`);
  const config = join(env['HOME'] ?? '', '.config/claude-monitor');
  const port = await freePort();
  const machine = { port, secret: SECRET, fingerprintKey: 'k'.repeat(24) };
  writeFileSync(join(config, 'relay.json'), JSON.stringify(machine));
  writeFileSync(join(config, 'config.json'), JSON.stringify({ url: monitor.url, key: 'nobody' }));
  const relay = own(spawn(process.execPath, [bundle, 'relay'], { env, stdio: 'ignore' }));
  const fleet = new HookFleet({ run: health, sessions: 5, seed: 3 });
  const post = (): Promise<number> => postHook(port, JSON.stringify(fleet.next()));
  for (const deadline = Date.now() + STARTED_MS; ; await sleep(50)) {
    if (
      await post().then(
        () => true,
        () => false,
      )
    )
      break;
    if (Date.now() > deadline) throw new Error('the relay did not start');
  }
  const times = await timesOf(post);
  await end(relay);
  monitor.close();
  return times;
}

/** As Claude Code does: a connection for each. */
function postHook(port: number, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const headers = {
      authorization: `Bearer ${SECRET}`,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    };
    const path = '/v1/hooks/claude-code';
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

async function timeCalls(bundle: string, workFolder: string, health: Health): Promise<Times> {
  const monitor = await startIllMonitor(health);
  const env = {
    ...homeFor(workFolder, `proxy-${health}`),
    CLAUDE_MONITOR_URL: monitor.url,
    CLAUDE_MONITOR_KEY: 'nobody',
  };
  const tool = {
    name: 'log_task_progress',
    arguments: { sessionId: 's', taskId: 't', progress: 0.5 },
  };
  const proxy = await startTimed([process.execPath, bundle, 'mcp'], env, tool);
  const times = await timesOf(proxy.call);
  await proxy.close();
  monitor.close();
  return times;
}

async function timesOf(call: () => Promise<number>): Promise<Times> {
  for (let index = 0; index < WARM_UP_CALLS; index++) await call();
  const times: number[] = [];
  for (let index = 0; index < CALLS; index++) times.push(await call());
  times.sort((a, b) => a - b);
  const at = (part: number): number => times[Math.floor(times.length * part)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
