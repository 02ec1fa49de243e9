import { post } from '../load/post.ts';
import { compare, type Result } from '../result.ts';
import { startFloor } from '../runtime/floor.ts';
import { startAsNpmStart } from '../runtime/started.ts';
import type { Bench } from '../workload.ts';

/**
 * Hooks posted straight to a monitor that `npm start` runs, 32 at once, against a call of an object that stores
 * nothing; and whether it stays as fast while its hour fills.
 */
export async function measureHookPosts({ workFolder, workload }: Bench): Promise<Result[]> {
  const floor = await startFloor('call', workFolder);
  const ours = await startAsNpmStart(workFolder);
  const load = { content: 'hooks', warmUpMs: workload.warmUpMs } as const;
  const rounds = [];
  for (let round = 0; round < workload.rounds; round++) {
    const bare = await post(floor.target, { ...load, measureMs: workload.measureMs });
    const full = await post(ours.hooks, { ...load, measureMs: workload.measureMs });
    rounds.push({ floor: bare.eventsPerSecond, ours: full.eventsPerSecond });
  }
  await floor.close();
  const { byTenSeconds } = await post(ours.hooks, { ...load, measureMs: workload.hooksMs });
  await ours.close();
  const first = byTenSeconds.at(0) ?? 0;
  const last = byTenSeconds.at(-1) ?? 0;
  return [
    {
      name: 'hook posts to npm start, 32 at once',
      ...compare(rounds),
      budget: { atLeast: 0.4 },
      unit: 'hooks/s',
    },
    {
      name: `the last ten seconds of ${String(workload.hooksMs / 1_000)}, against the first`,
      ours: last,
      floor: first,
      ratio: last / first,
      budget: { atLeast: 0.9 },
      unit: 'hooks/s',
    },
  ];
}
