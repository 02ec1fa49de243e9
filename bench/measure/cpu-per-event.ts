import { send } from '../load/send.ts';
import { SHAPES, take, type Shape } from '../load/shapes.ts';
import type { Bench } from '../workload.ts';
import type { Result } from '../result.ts';
import { cpuMsOf } from '../runtime/cpu.ts';
import { isDrained } from '../runtime/drain.ts';
import { startOurs, type Access } from '../runtime/bench-monitor.ts';

const EVENTS_PER_POST = 50;
const SEED = 9;
/** Compiled before it is measured: else the first events pay for it, and growth hides behind that. */
const WARM_UP_MS = 5_000;

/** Plans of long tasks are of some 40 kB each. */
const SMALLER: Partial<Record<string, number>> = { 'plans of long tasks': 0.1 };

/**
 * Processor time of the Worker for each event of a stream, flushes included: over its first n events
 * and over its first 4n. A stream that takes too long is cut off, and n is a quarter of what it got to.
 */
export async function measureCpu(bench: Bench): Promise<Result[]> {
  const results: Result[] = [];
  for (const [name, shape] of Object.entries(SHAPES)) {
    process.stderr.write(`  ${name} …\n`);
    results.push(await measure(bench, name, shape));
  }
  return results;
}

async function measure(
  { workFolder, bundle, workload }: Bench,
  name: string,
  shape: Shape,
): Promise<Result> {
  const ours = await startOurs({ name: `cpu-${name.replaceAll(' ', '-')}`, bundle, workFolder });
  const wanted = Math.round(workload.shapeEvents * (SMALLER[name] ?? 1));
  const warm = await ours.workspace('warm');
  const warmUntil = Date.now() + WARM_UP_MS;
  await run(ours.pid, warm, { shape, events: wanted / 10, deadline: warmUntil });

  const deadline = Date.now() + workload.shapeMs;
  const { costs, isComplete } = await run(ours.pid, ours, { shape, events: wanted, deadline });
  await ours.close();

  const last = costs.at(-1);
  const least = costs[0]?.events ?? 0;
  const first = costs.findLast(({ events }) => events <= Math.max((last?.events ?? 0) / 4, least));
  const perEvent = (cost: Cost | undefined): number =>
    cost === undefined ? Number.NaN : cost.cpuMs / cost.events;
  const events = `ms an event, 4n = ${String(last?.events ?? 0)}`;
  return {
    name: `CPU per event at 4n against n: ${name}`,
    ours: perEvent(last),
    floor: perEvent(first),
    ratio: perEvent(last) / perEvent(first),
    budget: { atMost: 1.3 },
    ...(isComplete
      ? { unit: events }
      : { unit: `${events}, cut off after ${String(workload.shapeMs / 1_000)} s`, isFailed: true }),
  };
}

type Cost = { events: number; cpuMs: number };

async function run(
  pid: number,
  to: Access,
  { shape, events, deadline }: { shape: Shape; events: number; deadline: number },
): Promise<{ costs: Cost[]; isComplete: boolean }> {
  const stream = shape({ now: Date.now(), seed: SEED });
  const before = cpuMsOf(pid);
  const costs: Cost[] = [];
  let answered = 0;
  // In two parts, each flushed: what a flush costs belongs to the events before it.
  for (const until of [Math.ceil(events / 4), events]) {
    const earlier = answered;
    const note = (part: number): void => {
      costs.push({ events: earlier + part, cpuMs: cpuMsOf(pid) - before });
    };
    const batches = batchesOf(stream, until - earlier);
    const sent = await send(to.events, batches, { deadline, acknowledged: note });
    answered += sent.events;
    // What was sent last and is not answered, or not flushed, was paid for too.
    note(sent.isComplete ? sent.events : sent.events + EVENTS_PER_POST);
    if (!sent.isComplete) return { costs, isComplete: false };
    const isComplete = await isDrained(to, deadline);
    note(sent.events);
    if (!isComplete) return { costs, isComplete };
  }
  return { costs, isComplete: true };
}

function* batchesOf(stream: ReturnType<Shape>, events: number) {
  for (let sent = 0; sent < events; sent += EVENTS_PER_POST) {
    yield take(stream, Math.min(EVENTS_PER_POST, events - sent));
  }
}
