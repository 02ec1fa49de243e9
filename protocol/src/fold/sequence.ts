import { LIMITS } from '../limits.ts';
import type { Completeness } from '../view.ts';

/** Which records of a process a request held: numbers from `from` to `to`, `count` of them. */
export type Interval = { at: number; from: number; to: number; count: number };

/** Intervals in order of time, added up; `tails` is where each process stands, the newest last. */
export type Chain = { received: number; expected: number; tails: number[] };

/**
 * What a session's own numbering says of its records: the newest intervals, and all before them
 * added up. An interval that comes later than that is found again among the facts.
 */
export type Sequence = { past: Chain; pastLast: Interval | null; recent: Interval[] };

export const newSequence = (): Sequence => ({
  past: { received: 0, expected: 0, tails: [] },
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

export function sumOf({ past, recent }: Sequence): Completeness {
  const { received, expected } = recent.reduce(extend, past);
  return { of: 'records', received, expected };
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
 * Nothing in a record names its process. An interval goes on where one ended right before it, else
 * after the gap that the newest one left; one that starts below that belongs to a new process (a
 * restart counts from 0 again).
 */
function extend(chain: Chain, { from, to, count }: Interval): Chain {
  const tails = [...chain.tails];
  const right = tails.lastIndexOf(from - 1);
  const newest = tails.at(-1);
  let first = from;
  if (right >= 0) tails.splice(right, 1);
  else if (newest !== undefined && newest < from) {
    tails.pop();
    first = newest + 1;
  }
  tails.push(to);
  if (tails.length > LIMITS.processesKept) tails.shift();
  return {
    received: chain.received + count,
    expected: chain.expected + to - first + 1,
    tails,
  };
}

const isBefore = (a: Interval, b: Interval): boolean =>
  a.at !== b.at ? a.at < b.at : a.from !== b.from ? a.from < b.from : a.to < b.to;
