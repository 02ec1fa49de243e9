import { join } from 'node:path';
import { buildClient } from '../../mcp-proxy/build.ts';
import { compareCalls, startTimed } from '../../mcp-proxy/src/testing/timed-calls.fixture.ts';
import type { Bench } from '../workload.ts';
import { median, type Result } from '../result.ts';

const CALLS = 500;
const WARM_UP_CALLS = 200;

/** A tool call through `wrap` against the same server without it; the monitor is away meanwhile. */
export async function measureWrappedCall({ workFolder, workload }: Bench): Promise<Result[]> {
  const { bundle } = await buildClient(join(workFolder, 'client'));
  const server = [
    process.execPath,
    join(import.meta.dirname, '../../mcp-proxy/src/testing/fake-prometheus.fixture.ts'),
  ];
  const env = {
    PATH: process.env['PATH'],
    HOME: workFolder,
    CLAUDE_MONITOR_SPOOL: join(workFolder, 'wrap-spool'),
    CLAUDE_MONITOR_URL: 'http://127.0.0.1:9',
    CLAUDE_MONITOR_KEY: 'nobody',
  };
  const bare = await startTimed(server, env);
  const wrapped = await startTimed([process.execPath, bundle, 'wrap', '--', ...server], env);
  await compareCalls(bare, wrapped, WARM_UP_CALLS);
  const rounds = [];
  for (let round = 0; round < workload.rounds; round++) {
    rounds.push(await compareCalls(bare, wrapped, CALLS));
  }
  await Promise.all([bare.close(), wrapped.close()]);
  return [
    {
      name: 'tool call through wrap, p50; ratio: ms added',
      ours: median(rounds.map(({ wrappedMs }) => wrappedMs)),
      floor: median(rounds.map(({ bareMs }) => bareMs)),
      ratio: median(rounds.map(({ wrappedMs, bareMs }) => wrappedMs - bareMs)),
      budget: { atMost: 1 },
      unit: 'ms',
    },
  ];
}
