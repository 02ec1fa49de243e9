import { post } from '../load/post.ts';
import type { Bench } from '../workload.ts';
import { compare, type Result } from '../result.ts';
import { drain } from '../runtime/drain.ts';
import { startFloor } from '../runtime/floor.ts';
import { startOurs } from '../runtime/bench-monitor.ts';

const BATCHES = { eventsPerPost: 100, connections: 4 };
const FLOOR_PART = 1 / 3;

/**
 * Batches of 100 until the journal has drained into libSQL, against an object that inserts the same
 * bodies. Each round gets a new hub: a drained one is not an empty one.
 */
export async function measureBurst({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const floor = await startFloor('insert', workFolder);
  const rounds = [];
  for (let round = 0; round < workload.burstRounds; round++) {
    const measureMs = workload.burstMs * FLOOR_PART;
    const bare = await post(floor.target, { ...BATCHES, warmUpMs: workload.warmUpMs, measureMs });

    const ours = await startOurs({ name: `burst-${String(round)}`, bundle, workFolder });
    const startAt = performance.now();
    const { events } = await post(ours.events, { ...BATCHES, measureMs: workload.burstMs });
    await drain(ours);
    const full = (events * 1_000) / (performance.now() - startAt);
    await ours.close();
    rounds.push({ floor: bare.eventsPerSecond, ours: full });
  }
  await floor.close();
  return [
    {
      name: 'batches of 100, until the journal drained',
      ...compare(rounds),
      budget: { atLeast: 0.2 },
      unit: 'events/s',
    },
  ];
}
