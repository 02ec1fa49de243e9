import { TIME } from '@claude-monitor/protocol/limits';
import type { Fact, FactFields } from './fact.ts';
import { hourOf, minuteOf, type Hour } from './hours/hour.ts';
import type { FoldState } from '../state.ts';
import type { Session } from '../sessions/session.ts';

/** Readings of one counter lie at most this far apart: the bound within which order does not matter. */
const REACH_MS = TIME.dayMs;

export const meterKey = (cell: string, at: number): string =>
  `metric ${cell} ${String(minuteOf(at) / TIME.minuteMs)}`;

/** What the fact's counter grew by since the reading before it; one that fell started again at 0. */
export function grownBy(state: FoldState, run: Session, fact: Fact): number {
  const { metered } = fact.fields;
  if (metered === undefined) return 0;
  return grown(metered.reading, readingBefore(state, run, fact.fields));
}

export const grown = (reading: number, before: number | null): number =>
  before === null || reading < before ? reading : reading - before;

export function readingBefore(state: FoldState, run: Session, fields: Fields): number | null {
  const { metered } = fields;
  if (metered === undefined) return null;
  const earliest = Math.max(minuteOf(metered.startAt), minuteOf(fields.at) - REACH_MS);
  for (let index = run.hours.length - 1; index >= 0; index--) {
    const hour = run.hours[index];
    if (hour === undefined || hour > fields.at) continue;
    if (hour + TIME.hourMs <= earliest) return null;
    const page = state.facts.hour(run.key, hour);
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
  run: Session,
  { metered, at }: Fields,
): { fact: Fact; hour: Hour } | null {
  if (metered === undefined) return null;
  for (const hour of run.hours) {
    if (hour < hourOf(at)) continue;
    if (hour > at + REACH_MS) break;
    const page = state.facts.hour(run.key, hour);
    const last = Math.min(hour + TIME.hourMs - 1, run.lastAt, minuteOf(at) + REACH_MS);
    let next = Math.max(minuteOf(at) + TIME.minuteMs, hour);
    for (; page !== undefined && next <= last; next += TIME.minuteMs) {
      const fact = state.facts.find(page, meterKey(metered.cell, next));
      if (fact !== undefined) return { fact, hour: page };
    }
  }
  return null;
}

type Fields = Partial<FactFields> & { at: number };
