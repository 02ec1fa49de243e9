import { freePort } from '../../scripts/start/libsql/sqld.ts';
import { endedSession } from '../load/sessions.ts';
import { post } from '../load/post.ts';
import { send } from '../load/send.ts';
import { waitForSnapshot } from '../load/viewers/wait-for-snapshot.ts';
import type { Bench } from '../workload.ts';
import { compare, median, type Budget, type Result } from '../result.ts';
import { drain, isDrained } from '../runtime/drain.ts';
import { heapAfterCollection } from '../runtime/inspector.ts';
import { startOurs, type BenchMonitor } from '../runtime/bench-monitor.ts';

const FEW_SESSIONS = 1_000;
const SESSIONS_PER_POST = 20;
const BATCHES = { eventsPerPost: 100, connections: 4 };
const WAKINGS = 5;
const HOUR_MS = 3_600_000;
/** Sessions began evenly over so long and have all ended for so long: none is open, none is of this hour. */
const BEGAN_OVER_MS = 20 * HOUR_MS;
const ENDED_SINCE_MS = 2 * HOUR_MS;

/** A hub that has seen much, against one that has seen little: nothing of today may depend on it. */
export async function measureLongRun(bench: Bench): Promise<Result[]> {
  const { endedSessions, longRunRounds, burstMs } = bench.workload;
  const few = await startWith(bench, FEW_SESSIONS);
  const many = await startWith(bench, endedSessions);
  const rounds = [];
  for (let round = 0; round < longRunRounds; round++) {
    const floor = await load(few, burstMs / 3);
    rounds.push({ floor, ours: await load(many, burstMs / 3) });
  }
  const rates = rounds.map(({ floor, ours }) => ({ floor: floor.rate, ours: ours.rate }));
  const busy = {
    floor: median(rounds.map(({ floor }) => floor.heap)),
    ours: median(rounds.map(({ ours }) => ours.heap)),
  };
  const woken = { floor: await wake(few), ours: await wake(many) };
  await few.ours.close();
  await many.ours.close();

  const against = `${String(endedSessions)} ended sessions against ${String(FEW_SESSIONS)}`;
  const result = (
    what: string,
    { floor, ours }: { floor: number; ours: number },
    { budget, unit }: { budget: Budget; unit: string },
  ): Result => ({ name: `${what}, ${against}`, ours, floor, ratio: ours / floor, budget, unit });
  const both = (read: (of: Woken) => number) => ({
    floor: read(woken.floor),
    ours: read(woken.ours),
  });
  return [
    {
      ...result('ingest', busy, { budget: { atLeast: 0.9 }, unit: 'events/s' }),
      ...compare(rates),
    },
    result('heap after a collection, under load', busy, { budget: { atMost: 1.2 }, unit: 'MB' }),
    result(
      'heap after a collection, just woken',
      both(({ heap }) => heap),
      { budget: { atMost: 1.2 }, unit: 'MB' },
    ),
    result(
      'waking to snapshot',
      both(({ ms }) => ms),
      { budget: { atMost: 1.5 }, unit: 'ms' },
    ),
    // The same sessions are open: a position or a count may have a digit more.
    result(
      'bytes of the snapshot',
      both(({ bytes }) => bytes),
      { budget: { atMost: 1.02 }, unit: 'bytes' },
    ),
  ];
}

type Watched = { ours: BenchMonitor; inspectorPort: number };

async function startWith(
  { workFolder, bundle, workload }: Bench,
  sessions: number,
): Promise<Watched> {
  const inspectorPort = await freePort();
  const name = `long-run-${String(sessions)}`;
  const ours = await startOurs({ name, bundle, workFolder, inspectorPort });
  const deadline = Date.now() + workload.fillMs;
  const { isComplete } = await send(ours.events, batches(sessions), { connections: 4, deadline });
  if (!isComplete || !(await isDrained(ours, deadline))) {
    throw new Error(
      `${String(sessions)} sessions took more than ${String(workload.fillMs / 1_000)} s`,
    );
  }
  return { ours, inspectorPort };
}

function* batches(sessions: number) {
  const lastAt = Date.now() - ENDED_SINCE_MS;
  const startOf = (number: number): number => lastAt - BEGAN_OVER_MS * (1 - number / sessions);
  for (let from = 0; from < sessions; from += SESSIONS_PER_POST) {
    const count = Math.min(SESSIONS_PER_POST, sessions - from);
    yield Array.from({ length: count }, (_, index) =>
      endedSession(from + index, Math.round(startOf(from + index))),
    ).flat();
  }
}

/** Events a second, and the heap right after: a hub that has nothing to do leaves memory within seconds. */
async function load(watched: Watched, measureMs: number): Promise<{ rate: number; heap: number }> {
  const { ours } = watched;
  const { eventsPerSecond } = await post(ours.events, { ...BATCHES, warmUpMs: 1_000, measureMs });
  await drain(ours);
  return { rate: eventsPerSecond, heap: await heapOf(watched) };
}

const heapOf = async ({ ours: { origin }, inspectorPort }: Watched): Promise<number> =>
  (await heapAfterCollection({ origin, inspectorPort })) / 1e6;

type Woken = { ms: number; bytes: number; heap: number };

/** Starts it again and again: the medians of a page that is the first to ask. */
async function wake(watched: Watched): Promise<Woken> {
  const snapshots = [];
  for (let time = 0; time < WAKINGS; time++) {
    watched.ours = await watched.ours.restart();
    // The Worker is compiled before it is asked; this wakes no hub.
    await fetch(`${watched.ours.origin}/healthz`);
    snapshots.push(await waitForSnapshot(watched.ours));
  }
  return {
    ms: median(snapshots.map(({ ms }) => ms)),
    bytes: median(snapshots.map(({ bytes }) => bytes)),
    heap: await heapOf(watched),
  };
}
