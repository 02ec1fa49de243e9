import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { buildClient } from '../../mcp-proxy/build.ts';
import { end, own } from '../children.ts';
import { HookFleet } from '../load/hooks.ts';
import { startIllMonitor } from '../load/ill-monitor.ts';
import { otlpExports } from '../load/otlp-exports.ts';
import type { Result } from '../result.ts';
import { homeFor, startRelay } from '../runtime/bench-relay.ts';
import type { Bench } from '../workload.ts';

const HOOKS = 10_000;
const OTLP_BYTES = 50_000_000;
const SESSIONS = 100;
const REST_MS = 5_000;
const BARE =
  "require('node:http').createServer().listen(0, '127.0.0.1');require('node:https');require('node:zlib')";

type Memory = { all: number; own: number };

/**
 * What a relay holds when it was just started, and after a day's work: all that is mapped (of which the program of
 * Node itself is the most, and shared), and its own. The floor is a Node that serves HTTP and does nothing.
 */
export async function measureRelayMemory({ workFolder }: Bench): Promise<Result[]> {
  if (!existsSync('/proc/self/smaps_rollup')) return [];
  const { bundle } = await buildClient(join(workFolder, 'client'));
  const floor = await memoryOfBareNode();
  const monitor = await startIllMonitor('well');
  const relay = await startRelay({ bundle, env: homeFor(workFolder, 'memory'), url: monitor.url });
  await sleep(REST_MS);
  const idle = memoryOf(relay.pid);
  const fleet = new HookFleet({ run: 'memory', sessions: 20, seed: 5 });
  for (let sent = 0; sent < HOOKS; sent++) await relay.hook(JSON.stringify(fleet.next()));
  const exports = otlpExports(SESSIONS, Date.now());
  for (let sent = 0, index = 0; sent < OTLP_BYTES; index++) {
    const next = exports[index % exports.length];
    if (next === undefined) throw new Error('no telemetry to send');
    const body = gunzipSync(next.body);
    await relay.post(`/v1/${next.signal}`, body, 'application/x-protobuf');
    sent += body.length;
  }
  await sleep(REST_MS);
  const later = memoryOf(relay.pid);
  await relay.close();
  monitor.close();
  return [
    ...rows('relay just started', idle, floor),
    ...rows('relay after 10,000 hooks and 50 MB of telemetry', later, floor),
  ];
}

const rows = (name: string, ours: Memory, floor: Memory): Result[] =>
  (
    [
      ['all that is mapped', 'all'],
      ['its own memory', 'own'],
    ] as const
  ).map(([what, field]) => ({
    name: `${name}, ${what}; floor: a bare Node`,
    ours: ours[field],
    floor: floor[field],
    ratio: ours[field],
    budget: { atMost: 50 },
    unit: 'MB',
  }));

async function memoryOfBareNode(): Promise<Memory> {
  const bare = own(spawn(process.execPath, ['-e', BARE], { stdio: 'ignore' }));
  await sleep(REST_MS);
  const memory = memoryOf(bare.pid ?? 0);
  await end(bare);
  return memory;
}

function memoryOf(pid: number): Memory {
  const text = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? Number.NaN) / 1_024;
  return { all: megabytes('Rss'), own: megabytes('Anonymous') };
}
