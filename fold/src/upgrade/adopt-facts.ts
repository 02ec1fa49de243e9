import { noUsage, safeSum } from '@claude-monitor/protocol/figures';
import { Effects } from '../derive/effects.ts';
import { NO_ACTIVITY, type Contribution, type Fact, type FactFields } from '../facts/fact.ts';
import type { Hour } from '../facts/hours/hour.ts';
import { fingerprintOf, rowKeys } from '../facts/hours/hour-row.ts';
import { hourAt } from '../facts/put-fact.ts';
import type { SessionRecord } from '../sessions/session.ts';
import { findAttempt, type FoldState } from '../state.ts';
import { reviewTasks } from '../tasks/backlog.ts';
import { applyRoute } from '../tasks/plans/plan-origin.ts';
import type { OldFact } from './first-edition.ts';

/**
 * Enters facts of one hour. They add nothing yet: what a fact adds rests on others, so all facts are
 * entered before any is computed (`recomputeChunk`).
 */
export function adoptFacts(
  state: FoldState,
  run: SessionRecord,
  { hour: start, facts, seq }: { hour: number; facts: Iterable<OldFact>; seq: number },
): void {
  const hour = hourAt(state, run, start);
  hour.rev = seq;
  const effects = new Effects();
  for (const old of facts) adoptFact({ run, hour }, old, { state, effects });
  for (const key of effects.touched('tasks')) reviewTasks(state, key);
  state.facts.touchHour(hour);
}

function adoptFact(
  { run, hour }: { run: SessionRecord; hour: Hour },
  old: OldFact,
  context: { state: FoldState; effects: Effects },
): void {
  const { state } = context;
  if (state.facts.find(hour, old.key) !== undefined) return;
  const { kind, key, stamp, overrides, joined, rev } = old;
  const fields = mended(old.fields);
  const contribution = nothingOf(state, run, old);
  const fact: Fact = { kind, key, fields, stamp, overrides, joined, contribution, rev, chunk: 0 };
  if (old.isCopy === true) fact.isCopy = true;
  state.facts.add(hour, fact);
  if (kind === 'error' && old.given !== null) nameErrors(hour, fact, old.given.owner);
  const { at, route } = fields;
  if (kind === 'prompt' && route !== undefined) {
    const event = { route, time: at };
    applyRoute(run, { at, route, id: key, was: null, event }, context);
  }
}

/** A row of errors was stored under a hash of its message. Any of its errors has the message. */
function nameErrors(hour: Hour, fact: Fact, owner: string): void {
  const row = hour.rows.get(rowKeys.error(owner, fingerprintOf(fact)));
  if (row?.kind !== 'error') return;
  row.errorType = fact.fields.errorType ?? '';
  row.message = fact.fields.errorMessage ?? '';
  row.severity = fact.fields.severity ?? 'medium';
}

const SUMMED = [
  'inputTokens',
  'outputTokens',
  'cacheReadTokens',
  'cacheCreationTokens',
  'cacheCreation1hTokens',
  'clientCostMicros',
  'durationMs',
] as const satisfies readonly (keyof FactFields)[];

/** Numbers had no bound: one that is too great must not make every sum it goes into unreadable. */
function mended(fields: Fact['fields']): Fact['fields'] {
  for (const name of SUMMED) {
    const value = fields[name];
    if (value !== undefined) fields[name] = safeSum(value);
  }
  const { metered } = fields;
  if (metered !== undefined) metered.reading = safeSum(metered.reading);
  return fields;
}

/**
 * What added usage adds zeros to the same rows for now. A fact that adds nothing any more still does so
 * then, for libSQL may hold its row with what it added before.
 */
function nothingOf(state: FoldState, run: SessionRecord, { given }: OldFact): Contribution | null {
  if (given === null || given.usage === null || given.provenance === null) return null;
  const { at, owner, task, agentId, model, provenance } = given;
  return {
    at,
    owner,
    ownerSession: findAttempt(state, owner)?.session.key ?? run.key,
    task,
    agentId,
    model,
    labels: '',
    provenance,
    usage: noUsage(),
    clientCostMicros: 0,
    activity: NO_ACTIVITY,
    edge: null,
    fingerprint: '',
  };
}
