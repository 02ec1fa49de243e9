import { setTimeout as delay } from 'node:timers/promises';
import { sendSteadily } from '../load/steady.ts';
import type { Bench } from '../workload.ts';
import type { Result } from '../result.ts';
import { statusOf } from '../runtime/drain.ts';
import { startOurs, type BenchMonitor } from '../runtime/bench-monitor.ts';

const EVENTS_PER_SECOND = 5_000;
const REQUESTS_PER_SECOND = 500;
const LOOK_EVERY_MS = 500;

/** A team at work for a long time: the hub keeps up, and its journal does not grow. */
export async function measureSustained({ workFolder, bundle, workload }: Bench): Promise<Result[]> {
  const ours = await startOurs({ name: 'sustained', bundle, workFolder });
  const watched = watchJournal(ours);
  const load = { eventsPerSecond: EVENTS_PER_SECOND, forMs: workload.sustainedMs };
  const { events, posts, ms } = await sendSteadily(ours.events, load);
  const lengths = await watched.stop();
  await ours.close();

  // The first third fills it up to where it is flushed.
  const third = Math.floor(lengths.length / 3);
  const middle = Math.max(...lengths.slice(third, 2 * third));
  const end = Math.max(...lengths.slice(2 * third));
  const rate = (events * 1_000) / ms;
  const requests = (posts * 1_000) / ms;
  const name = `sustained mixed load for ${String(workload.sustainedMs / 1_000)} s`;
  return [
    {
      name: `${name}, rate`,
      ours: rate,
      floor: EVENTS_PER_SECOND,
      ratio: rate / EVENTS_PER_SECOND,
      budget: { atLeast: 0.98 },
      unit: 'events/s',
    },
    {
      name: `${name}, journal at the end against the middle`,
      ours: end,
      floor: middle,
      ratio: end / middle,
      budget: { atMost: 1.2 },
      unit: 'most events in the journal',
    },
    {
      name: `${name}, calls of the hub`,
      ours: requests,
      floor: null,
      ratio: requests,
      budget: { atMost: REQUESTS_PER_SECOND },
      // One call a post, whatever is in it.
      unit: 'calls/s',
    },
  ];
}

function watchJournal(ours: BenchMonitor): { stop(): Promise<number[]> } {
  const lengths: number[] = [];
  const over = new AbortController();
  const look = async (): Promise<void> => {
    while (!over.signal.aborted) {
      lengths.push((await statusOf(ours)).journal.events);
      await delay(LOOK_EVERY_MS);
    }
  };
  const looking = look();
  looking.catch(() => undefined);
  return {
    stop: async () => {
      over.abort();
      await looking;
      return lengths;
    },
  };
}
