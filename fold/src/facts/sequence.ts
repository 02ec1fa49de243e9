import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Completeness } from '@claude-monitor/protocol/live/view';

/** Which records of a process a request held: numbers from `from` to `to`, and when those two were made. */
export type Interval = {
  at: number;
  lastAt: number;
  from: number;
  to: number;
  count: number;
  /** The records before are those of another session. */
  isContinued?: boolean;
};

/**
 * Intervals in order of time, added up; `tails` is what each process did last, the newest last. Of how
 * many processes nobody knows what came before the first record that arrived is `unknownStarts`.
 */
export type Chain = { received: number; expected: number; unknownStarts: number; tails: Tail[] };

/** The newest unbroken stretch of records of a process. */
type Tail = Omit<Interval, 'count' | 'isContinued'> & { isUnknownStart: boolean };

/**
 * What a session's own numbering says of its records: the newest intervals, and all before them
 * added up. An interval that comes later than that is found again among the facts.
 */
export type Sequence = { past: Chain; pastLast: Interval | null; recent: Interval[] };

export const newSequence = (): Sequence => ({
  past: { received: 0, expected: 0, unknownStarts: 0, tails: [] },
  pastLast: null,
  recent: [],
});

/** Puts intervals in their places; those before the newest few are added up. */
export function addIntervals(sequence: Sequence, intervals: readonly Interval[]): void {
  for (const interval of intervals) insert(sequence.recent, interval);
  const excess = sequence.recent.length - LIMITS.sequencesKept;
  if (excess <= 0) return;
  for (const interval of sequence.recent.splice(0, excess)) {
    sequence.past = extend(sequence.past, interval);
    sequence.pastLast = interval;
  }
}

/** It comes before the intervals that are kept apart. */
export const isPast = ({ pastLast }: Sequence, interval: Interval): boolean =>
  pastLast !== null && isBefore(interval, pastLast);

/** Null: a process began before the first of its records that arrived, and nobody knows how many it lost. */
export function sumOf({ past, recent }: Sequence): Completeness | null {
  const { received, expected, unknownStarts } = recent.reduce(extend, past);
  return unknownStarts > 0 ? null : { of: 'records', received, expected };
}

function insert(intervals: Interval[], interval: Interval): void {
  let index = intervals.length;
  for (; index > 0; index--) {
    const before = intervals[index - 1];
    if (before === undefined || isBefore(before, interval)) break;
  }
  intervals.splice(index, 0, interval);
}

/**
 * Nothing in a record names its process, but a process numbers its records upwards as time goes on. So
 * an interval whose numbers and times both lie on a stretch belongs to the same process: exporters that
 * cut the same records otherwise sent some of them again. Else it goes on where a stretch ended right
 * before it, else after the gap that the newest one left; else a new process has begun, which counts from
 * 0 unless it goes on from another session.
 */
function extend(chain: Chain, interval: Interval): Chain {
  const { at, lastAt, from, to } = interval;
  const newest = chain.tails.at(-1);
  const isAfter = (tail: Tail | undefined): boolean =>
    tail !== undefined && tail.to < from && tail.lastAt <= at;
  const before =
    chain.tails.findLast((tail) => isOn(tail, interval)) ??
    chain.tails.findLast((tail) => isAfter(tail) && tail.to === from - 1) ??
    (isAfter(newest) ? newest : undefined);
  const tails = chain.tails.filter((tail) => tail !== before);
  const known = before?.to ?? from - 1;
  const isGap = known < from - 1;
  const first = before === undefined || isGap ? { at, from } : before;
  const last = to > known ? { lastAt, to } : { lastAt: before?.lastAt ?? lastAt, to: known };
  const wasUnknown = before?.isUnknownStart === true && !isGap;
  const isUnknownStart =
    (before === undefined ? from > 0 : wasUnknown) &&
    !(interval.isContinued === true && from === first.from);
  tails.push({ at: first.at, from: first.from, ...last, isUnknownStart });
  if (tails.length > LIMITS.processesKept) tails.shift();
  const unknown = Math.max(0, to - Math.max(known, from - 1));
  return {
    received: chain.received + Math.min(interval.count, unknown),
    expected: chain.expected + Math.max(0, to - known),
    unknownStarts: chain.unknownStarts + Number(isUnknownStart) - Number(wasUnknown),
    tails,
  };
}

/** The interval begins on the stretch, by number and by time, and no record of both has two times. */
function isOn(tail: Tail, { at, lastAt, from, to }: Interval): boolean {
  if (from < tail.from || from > tail.to || at > tail.lastAt) return false;
  if (from === tail.from && at !== tail.at) return false;
  if (to === tail.to) return lastAt === tail.lastAt;
  return to > tail.to ? lastAt >= tail.lastAt : lastAt <= tail.lastAt;
}

const isBefore = (a: Interval, b: Interval): boolean => {
  const differing = ORDER.find((field) => a[field] !== b[field]);
  return differing !== undefined && a[differing] < b[differing];
};

const ORDER = ['at', 'from', 'to', 'lastAt', 'count'] as const;
