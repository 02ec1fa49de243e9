import { join } from 'node:path';
import { buildClient } from '../../mcp-proxy/build.ts';
import { startTimed } from '../../mcp-proxy/src/testing/timed-calls.fixture.ts';
import { HookFleet } from '../load/hooks.ts';
import { ILLNESSES, startIllMonitor, type Health } from '../load/ill-monitor.ts';
import type { Result } from '../result.ts';
import { homeFor, startRelay } from '../runtime/bench-relay.ts';
import type { Bench } from '../workload.ts';

const CALLS = 600;
const WARM_UP_CALLS = 100;

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

async function timeHooks(bundle: string, workFolder: string, health: Health): Promise<Times> {
  const monitor = await startIllMonitor(health);
  const env = homeFor(workFolder, `relay-${health}`);
  const relay = await startRelay({ bundle, env, url: monitor.url });
  const fleet = new HookFleet({ run: health, sessions: 5, seed: 3 });
  const times = await timesOf(() => relay.hook(JSON.stringify(fleet.next())));
  await relay.close();
  monitor.close();
  return times;
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
