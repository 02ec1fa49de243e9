import { TIME } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../derive/effects.ts';
import { isSealed } from '../retention/sealed.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import type { Fact, FactKind } from './fact.ts';
import { chunkOrder } from './hours/chunk-order.ts';
import { bitsOf, hourOf, type Hour } from './hours/hour.ts';
import { mergeFact } from './merge-fact.ts';
import { firstTimeFrom } from './timeline.ts';

/**
 * How far apart two observations of one fact may be: hour edges for most, a long call for tools. A fact
 * that is observed again from farther away is another fact: the bound within which order does not matter.
 */
const NEIGHBOUR_HOURS = { tool: 4, other: 1 } as const;

export type PutFact = {
  hour: Hour;
  fact: Fact;
  /** Its fields before, null for a new fact. */
  was: Fact['fields'] | null;
  /** The hour it moved away from, when its time was corrected. */
  left: Hour | null;
};

/**
 * Puts a fact where it belongs, merged with what was known; null when it says nothing new. `wasAt`: where
 * it was put before its right time was known.
 */
export function putFact(
  { state, seq, wasAt }: Pick<FoldContext, 'state' | 'seq'> & { wasAt?: number | undefined },
  session: SessionRecord,
  next: Fact,
): PutFact | null {
  const { kind, key } = next;
  const known =
    findFact(state, session, next) ??
    (wasAt === undefined ? null : findFactNear(state, session, { kind, key, at: wasAt }));
  if (known === null) {
    if (isSealed(session, next.fields.at)) return null;
    const hour = hourAt(state, session, hourOf(next.fields.at));
    state.facts.add(hour, next);
    return { hour, fact: next, was: null, left: null };
  }
  const { fact } = known;
  const was = fact.fields;
  if (!mergeFact(fact, next)) return null;
  const isSame = hourOf(fact.fields.at) === known.hour.hour;
  // A sealed hour takes nothing more: what is said to belong there stays where it is.
  if (isSame || isSealed(session, fact.fields.at)) {
    state.facts.touch(known.hour, fact);
    return { hour: known.hour, fact, was, left: null };
  }
  const hour = hourAt(state, session, hourOf(fact.fields.at));
  state.facts.remove(known.hour, fact, seq);
  state.facts.add(hour, fact);
  return { hour, fact, was, left: known.hour };
}

/** The session's facts of these kinds before `until`, the latest first. */
export function* factsBefore(
  state: FoldState,
  session: SessionRecord,
  { until, kinds }: { until: number; kinds: readonly FactKind[] },
): Generator<FactPlace> {
  const wanted = { kinds: bitsOf(kinds), until, order: 'latest first' } as const;
  for (let index = session.hours.length - 1; index >= 0; index--) {
    const start = session.hours[index];
    if (start === undefined || start >= until) continue;
    const hour = state.facts.hour(session.key, start);
    if (hour === undefined) continue;
    for (const fact of chunkOrder(state.facts, hour, wanted)) {
      if (kinds.includes(fact.kind)) yield { hour, fact };
    }
  }
}

export function* factsFrom(
  state: FoldState,
  session: SessionRecord,
  { from, kinds }: { from: number; kinds: readonly FactKind[] },
): Generator<FactPlace> {
  const wanted = { kinds: bitsOf(kinds), from, order: 'earliest first' } as const;
  for (let index = 0; index < session.hours.length; index++) {
    const start = session.hours[index];
    if (start === undefined || start + TIME.hourMs <= from) continue;
    const hour = state.facts.hour(session.key, start);
    if (hour === undefined) continue;
    for (const fact of chunkOrder(state.facts, hour, wanted)) {
      if (kinds.includes(fact.kind)) yield { hour, fact };
    }
  }
}

export type FactPlace = { hour: Hour; fact: Fact };

const findFact = (state: FoldState, session: SessionRecord, { kind, key, fields }: Fact) =>
  findFactNear(state, session, { kind, key, at: fields.at });

/** The fact of this key in an hour so near that it is the same one. */
export function findFactNear(
  state: FoldState,
  session: SessionRecord,
  { kind, key, at }: { kind: FactKind; key: string; at: number },
): FactPlace | null {
  const start = hourOf(at);
  const reach = NEIGHBOUR_HOURS[kind === 'tool' ? 'tool' : 'other'] * TIME.hourMs;
  for (let index = session.hours.length - 1; index >= 0; index--) {
    const candidate = session.hours[index];
    if (candidate === undefined || candidate > start + reach) continue;
    if (candidate < start - reach) break;
    const hour = state.facts.hour(session.key, candidate);
    const fact = hour === undefined ? undefined : state.facts.find(hour, key);
    if (hour !== undefined && fact !== undefined) return { hour, fact };
  }
  return null;
}

export function hourAt(state: FoldState, session: SessionRecord, start: number): Hour {
  const known = state.facts.hour(session.key, start);
  if (known !== undefined) return known;
  const { hours } = session;
  hours.splice(firstTimeFrom(hours, start), 0, start);
  state.sessions.touch(session.key);
  return state.facts.newHour(session.key, start);
}
