import { TIME } from '@claude-monitor/protocol/limits';
import type { Fact, FactFields } from './fact.ts';
import { chunksHave } from './hours/chunk-infos.ts';
import { bitsOf, hourOf, minuteOf, type Hour } from './hours/hour.ts';
import type { Metered } from './metered.ts';
import type { FoldState } from '../state.ts';
import type { SessionRecord } from '../sessions/session.ts';

/**
 * Between two readings of one counter lie at most so many hours with readings of others, and so many in which anything
 * happened in the session: the bound within which order does not matter. A machine that sleeps has none between;
 * one whose metrics are cut off works on.
 */
const REACH_HOURS = 25;
const REACH_ALL_HOURS = 200;
const METRICS = bitsOf(['metric', 'work']);

class Reach {
  #hours = 0;
  #withMetrics = 0;

  /** Whether the next hour on the way is looked into. */
  has(hour: Hour | undefined): boolean {
    if (hour !== undefined && chunksHave(hour, METRICS)) this.#withMetrics++;
    return this.#hours++ < REACH_ALL_HOURS && this.#withMetrics <= REACH_HOURS;
  }
}

export const meterKey = (cell: string, at: number): string =>
  `metric ${cell} ${String(minuteOf(at) / TIME.minuteMs)}`;

/** What the fact's counter grew by since the reading before it; one that fell started again at 0. */
export function grownBy(state: FoldState, run: SessionRecord, fact: Fact): number {
  const { metered } = fact.fields;
  if (metered === undefined) return 0;
  return grownIn(metered, readingBefore(state, run, fact.fields));
}

/** What a minute's readings grew by, after the reading before them. */
export function grownIn({ reading, readings }: Metered, before: number | null): number {
  let [sum, last] = [0, before];
  for (const [, value] of readings ?? [[0, reading] as const]) {
    sum += grown(value, last);
    last = value;
  }
  return sum;
}

export const grown = (reading: number, before: number | null): number =>
  before === null || reading < before ? reading : reading - before;

export function readingBefore(state: FoldState, run: SessionRecord, fields: Fields): number | null {
  const { metered } = fields;
  if (metered === undefined) return null;
  const earliest = minuteOf(metered.startAt);
  const reach = new Reach();
  for (let index = run.hours.length - 1; index >= 0; index--) {
    const hour = run.hours[index];
    if (hour === undefined || hour > fields.at) continue;
    if (hour + TIME.hourMs <= earliest) return null;
    const page = state.facts.hour(run.key, hour);
    if (!reach.has(page)) return null;
    const first = Math.max(earliest, hour);
    let at = Math.min(minuteOf(fields.at), hour + TIME.hourMs) - TIME.minuteMs;
    for (; page !== undefined && at >= first; at -= TIME.minuteMs) {
      const found = state.facts.find(page, meterKey(metered.cell, at));
      if (found !== undefined) return found.fields.metered?.reading ?? null;
    }
  }
  return null;
}

/** The fact of the cell's next reading, which grew by less when one before it comes late. */
export function factAfter(
  state: FoldState,
  run: SessionRecord,
  { metered, at }: Fields,
): { fact: Fact; hour: Hour } | null {
  if (metered === undefined) return null;
  const reach = new Reach();
  for (const hour of run.hours) {
    if (hour < hourOf(at)) continue;
    const page = state.facts.hour(run.key, hour);
    if (!reach.has(page)) break;
    const last = Math.min(hour + TIME.hourMs - 1, run.lastAt);
    let next = Math.max(minuteOf(at) + TIME.minuteMs, hour);
    for (; page !== undefined && next <= last; next += TIME.minuteMs) {
      const fact = state.facts.find(page, meterKey(metered.cell, next));
      if (fact !== undefined) return { fact, hour: page };
    }
  }
  return null;
}

type Fields = Partial<FactFields> & { at: number };
