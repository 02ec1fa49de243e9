import { post } from '../load/post.ts';
import { openViewers } from '../load/viewers/view.ts';
import type { Bench } from '../workload.ts';
import { compare, type Result } from '../result.ts';
import { startOurs } from '../runtime/bench-monitor.ts';

const VIEWERS = 50;

/** One-event posts while fifty people watch, against the same while nobody does. */
export async function measureViewers({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const ours = await startOurs({ name: 'viewers', bundle, workFolder });
  const url = `${ours.origin.replace('http', 'ws')}/v1/live?patches=fields`;
  const rounds = [];
  for (let round = 0; round < workload.rounds; round++) {
    const alone = await post(ours.events, workload);
    const viewers = await openViewers({ url, bearer: ours.readKey, viewers: VIEWERS });
    const before = await viewers.report();
    const watched = await post(ours.events, workload);
    const after = await viewers.report();
    await viewers.close();
    if (after.open !== VIEWERS) throw new Error(`${String(after.open)} viewers stayed open`);
    if (after.frames - before.frames < VIEWERS) throw new Error('the viewers saw nothing');
    rounds.push({ floor: alone.eventsPerSecond, ours: watched.eventsPerSecond });
  }
  await ours.close();
  return [
    {
      name: 'the same with 50 live viewers, against without',
      ...compare(rounds),
      budget: { atLeast: 0.8 },
      unit: 'events/s',
    },
  ];
}
