import { LIMITS } from '@claude-monitor/protocol';

/** Times of records of one sender and session, in the order in which it made them. */
type ClockEvidence = {
  times: readonly number[];
  receivedAt: number;
  /** What this sender's clock was off by before: to be added to its times. */
  known: number | null;
  /** When the record of an index was made by a clock that is right, where somebody else reports that. */
  exactly: (index: number) => number | null;
};

type ClockShifts = {
  /** What to add to each time. */
  shifts: number[];
  /** How far the clock is off that made the newest records; 0: it is right; null: nothing reports. */
  offset: number | null;
};

/** What a body and what is known say about the clock that made its times; never by their age alone. */
export function clockShifts(evidence: ClockEvidence): ClockShifts {
  const { times, receivedAt } = evidence;
  const shifts = times.map(() => 0);
  let offset: number | null = null;
  let until = receivedAt;
  for (const [index, stretch] of stretchesOf(times).toReversed().entries()) {
    const isLast = index === 0;
    const off = offsetOf(stretch, evidence, { isLast, until });
    const shift = off === null || Math.abs(off) <= LIMITS.clockSkewMs ? 0 : off;
    if (isLast) offset = off === null ? null : shift;
    for (const at of stretch) shifts[at] = shift;
    until = Math.min(until, ...stretch.map((at) => (times[at] ?? until) + shift));
  }
  return { shifts, offset };
}

function offsetOf(
  stretch: readonly number[],
  { times, receivedAt, known, exactly }: ClockEvidence,
  { isLast, until }: { isLast: boolean; until: number },
): number | null {
  for (const index of stretch) {
    const at = exactly(index);
    if (at !== null) return Math.round(at - (times[index] ?? at));
  }
  const newest = Math.max(...stretch.map((index) => times[index] ?? 0));
  const aheadMs = newest - receivedAt;
  if (known !== null && fitsOffset(newest, { receivedAt, offset: known })) return known;
  // What was made before records that are right can't be ahead of them.
  if (aheadMs > (isLast ? LIMITS.futureMs : LIMITS.clockSkewMs)) return until - newest;
  // Just made, and it says now.
  return Math.abs(aheadMs) <= LIMITS.clockSkewMs ? 0 : null;
}

/**
 * Whether a time may come from a clock that is off by so much. A clock that was put right since reports a
 * later time than that, or one that is not ahead any more.
 */
export function fitsOffset(
  time: number,
  { receivedAt, offset }: { receivedAt: number; offset: number },
): boolean {
  const isBeforeArrival = time + offset <= receivedAt + LIMITS.clockSkewMs;
  return isBeforeArrival && (offset > 0 || time > receivedAt + LIMITS.clockSkewMs);
}

/** Indices of times that follow on each other: a clock that is put right, or a pause, begins a new stretch. */
function stretchesOf(times: readonly number[]): number[][] {
  const stretches: number[][] = [];
  let latest = Number.NaN;
  for (const [index, time] of times.entries()) {
    const stretch = stretches.at(-1);
    const isNext = time >= latest - LIMITS.clockSkewMs && time <= latest + LIMITS.futureMs;
    if (stretch !== undefined && isNext) {
      stretch.push(index);
      latest = Math.max(latest, time);
    } else {
      stretches.push([index]);
      latest = time;
    }
  }
  return stretches;
}

/** Newest times of a sender's exports, each so much before it arrived. */
export type Lag = { since: number; newestThen: number; low: number; high: number };

/**
 * A late delivery comes in a burst, and its lag shrinks; that of a wrong clock stays, while the clock goes on
 * with ours. The offset, once that was so for long enough; else what is known of the lag by now.
 */
export function followLag(
  before: Lag | null,
  { newest, receivedAt }: { newest: number; receivedAt: number },
): { lag: Lag; offset: number | null } {
  const ms = receivedAt - newest;
  const isSame = before !== null && ms <= before.low + JITTER_MS && ms >= before.high - JITTER_MS;
  if (!isSame)
    return { lag: { since: receivedAt, newestThen: newest, low: ms, high: ms }, offset: null };
  const lag = { ...before, low: Math.min(before.low, ms), high: Math.max(before.high, ms) };
  const isLong = Math.min(receivedAt - lag.since, newest - lag.newestThen) >= LIVE_MS;
  return { lag, offset: isLong ? lag.low : null };
}

/** Exporters send what they have every few seconds. */
const JITTER_MS = 15_000;
const LIVE_MS = 20_000;
