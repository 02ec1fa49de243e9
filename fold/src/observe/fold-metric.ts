import type { EventOf } from '@claude-monitor/protocol/event/event';
import { safeSum } from '@claude-monitor/protocol/figures';
import { hash64 } from '@claude-monitor/protocol/ids';
import { labelText } from '@claude-monitor/protocol/labels';
import { addFact, plainFact } from '../facts/add-fact.ts';
import type { Fact } from '../facts/fact.ts';
import { factAfter, grownIn, meterKey, readingBefore } from '../facts/meter.ts';
import {
  isWorkType,
  joinReadings,
  METER_TYPES,
  type Metered,
  type MeterType,
} from '../facts/metered.ts';
import { findFactNear, type PutFact } from '../facts/put-fact.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { listMetered } from '../sessions/users/user-usage.ts';
import type { FoldContext } from '../derive/effects.ts';
import { tierOf } from '../price.ts';
import type { FoldState } from '../state.ts';

/**
 * A reading of the client's counters. Tokens and cost count for a run without a measured request,
 * else they are only what its requests are checked against (rule USE2).
 */
export function foldMetric(
  session: SessionRecord,
  event: EventOf<'metric'>,
  context: FoldContext,
): boolean {
  const metered = meteredOf(event);
  if (metered === null) return addFact({ session, fact: plainFact(event, 'other') }, context);
  const isWork = isWorkType(metered.type);
  const key = meterKey(metered.cell, event.time);
  const fact = plainFact(event, isWork ? 'work' : 'metric', key);
  fact.fields.metered = metered;
  if (isWork) return addFact({ session, fact }, context);
  joinMinute(context.state, session, fact);
  const model = event.attributes?.['model'] ?? event.model;
  if (model !== undefined) fact.fields.model = model;
  const tier = tierOf([event.attributes?.['speed'], event.attributes?.['tier']]);
  if (tier !== '') fact.fields.tier = tier;
  const labels = labelText(event.labels);
  if (labels !== '') fact.fields.labels = labels;
  return addFact({ session, fact }, context, (put) => {
    listMetered(session, put.fact.fields, context);
    recordReading(session, put, context);
  });
}

/** More than one reading in a minute: the fact holds them all, so that one that fell is not lost. */
function joinMinute(state: FoldState, session: SessionRecord, fact: Fact): void {
  const { at, metered } = fact.fields;
  const known = findFactNear(state, session, { kind: 'metric', key: fact.key, at })?.fact.fields;
  if (metered === undefined || known?.metered === undefined) return;
  const joined = joinReadings(known.metered, metered, { known: known.at, next: at });
  if (joined === null) return;
  fact.fields.metered = joined;
  // The more it holds, the more it is believed: who holds all is the same in any order.
  const { rank, ...stamp } = fact.stamp;
  fact.overrides = { metered: { ...stamp, rank: rank + joined.readings.length / 1_000 } };
}

function meteredOf(event: EventOf<'metric'>): Metered | null {
  const { name, value, startAt, time, attributes } = event;
  const type = typeOf(event);
  // A journal may hold readings that were taken before they had a bound.
  const reading = safeSum(Math.round(value));
  if (type === null || reading === 0) return null;
  const sorted = Object.entries(attributes ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const from = startAt ?? time;
  const cell = hash64(JSON.stringify([name, sorted, from]));
  return { type, cell, startAt: from, reading };
}

function typeOf({ name, attributes }: EventOf<'metric'>): Metered['type'] | null {
  const type = attributes?.['type'];
  switch (name) {
    case 'cost':
      return 'cost';
    case 'tokens':
      return isMeterType(type) && type !== 'cost' ? type : null;
    case 'lines':
      return type === 'removed' ? 'linesRemoved' : 'linesAdded';
    case 'commits':
      return 'commits';
    case 'pull_requests':
      return 'pullRequests';
    case 'active_time':
      return type === 'user' ? 'userMs' : 'clientMs';
  }
}

const isMeterType = (type: string | undefined): type is MeterType =>
  METER_TYPES.some((known) => known === type);

function recordReading(run: SessionRecord, { fact, was }: PutFact, context: FoldContext): void {
  const { state, effects } = context;
  const { metered } = fact.fields;
  if (metered === undefined) return;
  const next = factAfter(state, run, fact.fields);
  if (metered.type !== 'cost') {
    const before = readingBefore(state, run, fact.fields);
    const after = next?.fact.fields.metered ?? null;
    const old = was?.metered ?? null;
    let change = grownIn(metered, before) - (old === null ? 0 : grownIn(old, before));
    if (after !== null) {
      change += grownIn(after, metered.reading) - grownIn(after, old?.reading ?? before);
    }
    run.meteredTokens = safeSum(run.meteredTokens + change);
    if (run.records === null) effects.touch('completeness', run);
  }
  if (!run.isMetered) {
    run.isMetered = true;
    effects.touch('measured', run);
  }
  if (next !== null) effects.fact(next.fact, { run, hour: next.hour });
}
