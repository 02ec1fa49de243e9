import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { TIME, usageAnswerSchema, type TelemetryEventInput } from '@claude-monitor/protocol';
import { compactLibsql } from '../../scripts/start/libsql/compact.ts';
import { endedSession } from '../load/sessions.ts';
import { sendAgain } from '../load/send-again.ts';
import { send } from '../load/send.ts';
import type { Bench } from '../workload.ts';
import type { Budget, Result } from '../result.ts';
import { drain, statusOf } from '../runtime/drain.ts';
import { liveTotalsOf } from '../runtime/live-totals.ts';
import { startOurs, type BenchMonitor } from '../runtime/bench-monitor.ts';
import { usedBytes } from '../runtime/used-bytes.ts';

const ENTRY = join(import.meta.dirname, '../runtime/ahead-entry.js');
const EVENTS_PER_SESSION = 24;
const SESSIONS_PER_POST = 20;
/** Over how long the sessions are spread, evenly. They are sent today, as an import is. */
const BEGAN_OVER_MS = 90 * TIME.dayMs;
/** The share of all events that is sent again. */
const EVERY_SO_MANY = 10;
const LOOK_EVERY_MS = 200;
/** Nothing arrived for so long: facts are sealed; then all of it is beyond the horizon. */
const SEALED_AFTER_MS = 40 * TIME.dayMs;
const GONE_AFTER_MS = 500 * TIME.dayMs;

/** Much that comes of age at once: faster than it came, space given back, and no sum changed. */
export async function measureRetention(bench: Bench): Promise<Result[]> {
  const young = await start(bench, 0);
  const filled = await fill(bench, young);
  const before = await figuresOf(young);
  await young.close();
  const full = bytesOf(young);

  const sealed = await age(bench, young, { aheadMs: SEALED_AFTER_MS, filled });
  const gone = await age(bench, sealed.ours, { aheadMs: GONE_AFTER_MS, filled });
  const rewritten = compactLibsql(gone.ours.stored.database);

  const of = `${String(filled.events)} events`;
  const result = (
    what: string,
    { ours, floor }: { ours: number; floor: number | null },
    as: Unit,
  ): Result => ({
    name: `retention of ${of}, ${what}`,
    ours,
    floor,
    ratio: floor === null ? ours : ours / floor,
    ...as,
  });
  const faster = { budget: { atLeast: 1 }, unit: 'events/s, against ingest until flushed' };
  const bytes = (atMost: number): Unit => ({ budget: { atMost }, unit: 'MB, after and before' });
  const none = { budget: { atMost: 0 }, unit: 'must be none' };
  const changed = (a: Figures, b: Figures): number =>
    Number(a.live !== b.live) + Number(a.history !== b.history);
  const megabytes = (count: number): number => count / 1e6;
  return [
    result(
      'hours sealed',
      { ours: filled.events / (sealed.ms / 1_000), floor: filled.rate },
      faster,
    ),
    result(
      'sessions and rows gone',
      { ours: filled.events / (gone.ms / 1_000), floor: filled.rate },
      faster,
    ),
    result(
      'hub, sealed',
      { ours: megabytes(sealed.bytes.hub), floor: megabytes(full.hub) },
      bytes(0.6),
    ),
    result(
      'hub, gone',
      { ours: megabytes(gone.bytes.hub), floor: megabytes(full.hub) },
      bytes(0.1),
    ),
    result(
      'libSQL, sealed',
      { ours: megabytes(sealed.bytes.libsql), floor: megabytes(full.libsql) },
      bytes(0.9),
    ),
    result(
      'libSQL, gone',
      { ours: megabytes(gone.bytes.libsql), floor: megabytes(full.libsql) },
      bytes(0.05),
    ),
    result(
      'files of libSQL rewritten',
      { ours: megabytes(rewritten.after), floor: megabytes(rewritten.before) },
      bytes(0.05),
    ),
    result('sums changed by sealing', { ours: changed(before, sealed.figures), floor: null }, none),
    result(
      'sums of all time changed by leaving',
      { ours: Number(before.live !== gone.figures.live), floor: null },
      none,
    ),
    result(
      'sent again and not refused as too old',
      { ours: sealed.wrong + gone.wrong, floor: null },
      none,
    ),
  ];
}

type Unit = { budget: Budget; unit: string };

/** A clock so far ahead, on what an earlier one stored. */
const start = (
  { workFolder, bundle }: Bench,
  aheadMs: number,
  earlier: BenchMonitor | null = null,
): Promise<BenchMonitor> =>
  startOurs(
    {
      name: 'retention',
      bundle,
      workFolder,
      entry: ENTRY,
      settings: { AHEAD_MS: String(aheadMs) },
    },
    earlier,
  );

type Filled = { events: number; rate: number; startAt: number; sessions: number };

/** Ingest's own rate is that until libSQL has it too. */
async function fill({ workload }: Bench, ours: BenchMonitor): Promise<Filled> {
  const startAt = Date.now() - BEGAN_OVER_MS - TIME.dayMs;
  const sessions = Math.ceil(workload.agingEvents / EVENTS_PER_SESSION);
  const from = performance.now();
  const batches = batchesOf({ startAt, sessions }, 1);
  const deadline = Date.now() + workload.agingFillMs;
  const { events } = await send(ours.events, batches, { connections: 4, deadline });
  await drain(ours);
  const rate = (events * 1_000) / (performance.now() - from);
  return { events, rate, startAt, sessions };
}

/** The same events each time; each post has some of another day than the next. */
function* batchesOf(
  { startAt, sessions }: Pick<Filled, 'startAt' | 'sessions'>,
  every: number,
): Generator<TelemetryEventInput[]> {
  for (let from = 0; from < sessions; from += SESSIONS_PER_POST * every) {
    const count = Math.min(SESSIONS_PER_POST, sessions - from);
    yield Array.from({ length: count }, (_, index) => {
      const number = from + index;
      return endedSession(number, Math.round(startAt + (BEGAN_OVER_MS * number) / sessions));
    }).flat();
  }
}

type Aged = {
  ours: BenchMonitor;
  /** From the request until it was brought to its end. */
  ms: number;
  bytes: Bytes;
  figures: Figures;
  /** Events sent again that were accepted, or rejected for another reason. */
  wrong: number;
};

async function age(
  bench: Bench,
  earlier: BenchMonitor,
  { aheadMs, filled }: { aheadMs: number; filled: Filled },
): Promise<Aged> {
  const ours = await start(bench, aheadMs, earlier);
  const ranAt = async (): Promise<number> => (await statusOf(ours)).retention?.ranAt ?? 0;
  const last = await ranAt();
  const from = performance.now();
  // As the daily job has it: the numbers stay what they are.
  const response = await fetch(`${ours.origin}/v1/retention`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ours.adminKey}`, 'content-type': 'application/json' },
    body: '{}',
  });
  if (!response.ok) throw new Error(`retention answered ${String(response.status)}`);
  while ((await ranAt()) === last) await delay(LOOK_EVERY_MS);
  const ms = performance.now() - from;
  // What ingest took before its time was up may be less than all of it.
  const sent = { ...filled, sessions: Math.floor(filled.events / EVENTS_PER_SESSION) };
  const batches = [...batchesOf(filled, EVERY_SO_MANY)].slice(
    0,
    Math.floor(sent.sessions / (SESSIONS_PER_POST * EVERY_SO_MANY)),
  );
  const now = Date.now() + aheadMs;
  const { refused } = await sendAgain(ours, { batches, now, code: 'too_old' });
  const figures = await figuresOf(ours);
  await ours.close();
  return { ours, ms, figures, bytes: bytesOf(ours), wrong: batches.flat().length - refused };
}

type Bytes = { hub: number; libsql: number };

/** Pages that hold something, of both databases when nobody has them open. */
const bytesOf = ({ stored }: BenchMonitor): Bytes => ({
  hub: usedBytes(stored.objects),
  libsql: usedBytes(stored.database),
});

type Figures = { live: string; history: string };

/** What is summed of all time: by the hub, and by libSQL. */
async function figuresOf(ours: BenchMonitor): Promise<Figures> {
  const response = await fetch(`${ours.origin}/v1/usage?groupBy=model`, {
    headers: { authorization: `Bearer ${ours.readKey}` },
  });
  const { totals, groups } = usageAnswerSchema.parse(await response.json());
  return { live: await liveTotalsOf(ours), history: JSON.stringify({ totals, groups }) };
}
