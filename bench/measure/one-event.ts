import { post } from '../load/post.ts';
import type { Bench } from '../workload.ts';
import { compare, type Result } from '../result.ts';
import { startFloor } from '../runtime/floor.ts';
import { startOurs } from '../runtime/bench-monitor.ts';

/** One-event posts, 32 at once, against a call of an object that stores nothing. */
export async function measureOneEvent({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const floor = await startFloor('call', workFolder);
  const ours = await startOurs({ name: 'one-event', bundle, workFolder });
  const rounds = [];
  for (let round = 0; round < workload.rounds; round++) {
    const bare = await post(floor.target, workload);
    const full = await post(ours.events, workload);
    rounds.push({ floor: bare.eventsPerSecond, ours: full.eventsPerSecond });
  }
  await ours.close();
  await floor.close();
  return [
    {
      name: 'one-event posts, 32 at once',
      ...compare(rounds),
      budget: { atLeast: 0.5 },
      unit: 'events/s',
    },
  ];
}
