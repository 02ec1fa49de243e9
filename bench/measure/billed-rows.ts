import { join } from 'node:path';
import { z } from 'zod';
import { post } from '../load/post.ts';
import type { Bench } from '../workload.ts';
import { dollarsPerMillionEvents, readPrices, type Usage } from '../price.ts';
import type { Result } from '../result.ts';
import { cpuMsOf } from '../runtime/cpu.ts';
import { drain } from '../runtime/drain.ts';
import { storedRows } from '../runtime/libsql-rows.ts';
import { startOurs, type BenchMonitor } from '../runtime/bench-monitor.ts';

const COUNTING_ENTRY = join(import.meta.dirname, '../runtime/counting-entry.js');

const countsSchema = z.object({
  hubRead: z.number(),
  hubWritten: z.number(),
  libsqlRead: z.number(),
  libsqlWritten: z.number(),
  hubStored: z.number(),
});

type Case = {
  name: string;
  eventsPerPost: number;
  maxEvents: number;
  rowsAtMost: number;
  dollarsAtMost: number;
};

/**
 * Rows that are billed over an event's whole life, and what a million events cost at list. Posts go
 * one after the other: each is then a group commit of its own, which is the dear case.
 */
export async function measureBilledRows(bench: Bench): Promise<Result[]> {
  const { batchedEvents, singleEvents } = bench.workload;
  const batched = await measure(bench, {
    name: 'batches of 100',
    eventsPerPost: 100,
    maxEvents: batchedEvents,
    rowsAtMost: 0.5,
    dollarsAtMost: 1,
  });
  const single = await measure(bench, {
    name: 'single posts of 50 sessions',
    eventsPerPost: 1,
    maxEvents: singleEvents,
    rowsAtMost: 3,
    dollarsAtMost: 4,
  });
  return [...batched, ...single];
}

async function measure({ workFolder, bundle }: Bench, about: Case): Promise<Result[]> {
  const { name, eventsPerPost, maxEvents } = about;
  const ours = await startOurs({
    name: `rows-${String(eventsPerPost)}`,
    bundle,
    workFolder,
    entry: COUNTING_ENTRY,
  });
  const cpuBefore = cpuMsOf(ours.pid);
  const { events } = await post(ours.events, { connections: 1, eventsPerPost, maxEvents });
  await drain(ours);
  const cpuMs = cpuMsOf(ours.pid) - cpuBefore;
  const usage = { events, posts: events / eventsPerPost, cpuMs, ...(await rowsOf(ours)) };
  await ours.close();

  const rows = (usage.hubWritten + usage.libsqlWritten) / events;
  const prices = readPrices();
  const dollars = dollarsPerMillionEvents(prices, usage);
  const result = (
    what: string,
    { ratio, atMost, unit }: { ratio: number; atMost: number; unit: string },
  ): Result => ({
    name: `${what}, ${name}`,
    ours: ratio,
    floor: null,
    ratio,
    budget: { atMost },
    unit,
  });
  return [
    result('billed rows', {
      ratio: rows,
      atMost: about.rowsAtMost,
      unit: 'rows written and deleted an event',
    }),
    result('price', {
      ratio: dollars,
      atMost: about.dollarsAtMost,
      unit: `list dollars a million, ${prices.asOf}`,
    }),
  ];
}

/** What was written, with one more for each row that stands and will be deleted one day. */
async function rowsOf(ours: BenchMonitor): Promise<Omit<Usage, 'events' | 'posts' | 'cpuMs'>> {
  const response = await fetch(`${ours.origin}/bench/rows`);
  const { hubStored, ...counts } = countsSchema.parse(await response.json());
  const libsqlStored = await storedRows(ours.databaseUrl);
  return {
    ...counts,
    hubWritten: counts.hubWritten + hubStored,
    libsqlWritten: counts.libsqlWritten + libsqlStored,
  };
}
