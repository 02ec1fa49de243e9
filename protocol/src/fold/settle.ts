import { addUsage, allTokens, USAGE_SUM_FIELDS, type UsageFigures } from '../figures.ts';
import { LIMITS, TIME } from '../limits.ts';
import { contributionOf, type PriceOf } from './contribution.ts';
import type { Activity, Contribution, Fact } from './fact.ts';
import { dayOf, minuteOf, type Page } from './page.ts';
import { rowKeys } from './row-keys.ts';
import type { Session } from './session.ts';
import { markCard, markTask, noDay, type FoldState } from './state.ts';
import { compareStamps } from './stamp.ts';

/** What the fold is given beside the event: the event's seq and the price list. */
export type FoldContext = { seq: number; priceOf: PriceOf };

/**
 * Brings a fact's contribution up to date: the old one is taken back and the new one given. The one
 * way in which any figure changes, whether the fact is new, was corrected, or changed its owner.
 */
export function settle(
  state: FoldState,
  run: Session,
  page: Page,
  fact: Fact,
  context: FoldContext,
): void {
  const next = contributionOf(state.sessions, run, fact, context.priceOf);
  if (isSame(fact.given, next)) return;
  const before = fact.given;
  fact.given = next;
  if (before !== null) apply(state, before, -1, context.seq);
  if (next !== null) apply(state, next, 1, context.seq);
  noteRows(page, fact, before, context.seq);
  noteRows(page, fact, next, context.seq);
  fact.rev = context.seq;
  state.pages.touch(page);
  if (fact.kind === 'error') settleLastError(state, fact, before);
}

/** Settles what a run did from `from` on: its links, boundaries or spawns became known. */
export function resettle(
  state: FoldState,
  run: Session,
  from: number,
  context: FoldContext,
): void {
  if (run.lastAt < from) return;
  for (const hour of run.hours) {
    if (hour + TIME.hourMs <= from) continue;
    const page = state.pages.get(run.key, hour);
    if (page === undefined) continue;
    for (const fact of page.facts.values()) {
      if (fact.fields.at >= from) settle(state, run, page, fact, context);
    }
  }
}

/** Settles a card's own facts and those of every run that is linked to it. */
export function resettleCard(
  state: FoldState,
  session: Session,
  from: number,
  context: FoldContext,
): void {
  resettle(state, session, from, context);
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run !== undefined && run !== session) resettle(state, run, from, context);
  }
}

/** The fact's hour was corrected: the rows it made from its old page change too. */
export function leavePage(page: Page, fact: Fact, seq: number): void {
  noteRows(page, fact, fact.given, seq);
}

function noteRows(page: Page, fact: Fact, part: Contribution | null, seq: number): void {
  if (part === null) return;
  if (part.usage !== null) page.rows.usage.set(rowKeys.usage(part), seq);
  else page.rows.activity.set(rowKeys.activity(part), seq);
  if (fact.kind === 'error') page.rows.errors.set(rowKeys.errors(part, fact), seq);
  page.rev = seq;
}

function apply(state: FoldState, part: Contribution, sign: 1 | -1, seq: number): void {
  const card = state.cards.get(part.owner);
  // Unreachable: every attempt has its figures from the moment it exists.
  if (card === undefined) return;
  noteNewest(state, part.at);
  if (part.usage !== null) {
    addPart(card.usage, part, sign);
    const task = state.tasks.get(part.task);
    if (task !== undefined) {
      addPart(task.usage, part, sign);
      markTask(state, part.task, seq);
    }
  }
  card.clientCostMicros += sign * part.clientCostMicros;
  card.errors += sign * part.activity.errors;
  card.toolCalls += sign * part.activity.toolCalls;
  markCard(state, part.owner, seq);
  applyDay(state, part, sign);
  applySeries(state, part, sign);
  applyPulse(state, card.pulse, part, sign);
}

/** The windows of day, hour and half hour end at the newest contribution ever seen. */
function noteNewest(state: FoldState, at: number): void {
  const day = dayOf(at);
  if (day > state.totals.day.at) state.totals.day = { at: day, ...noDay() };
  const minute = minuteOf(at);
  if (minute <= state.seriesAt) return;
  state.seriesAt = minute;
  for (const [key, cell] of state.series) {
    if (isPast(cell.at, minute, LIMITS.seriesMinutes)) state.series.delete(key);
  }
}

/** Superseded usage is shown as reported, and added to nothing else. */
function addPart(figures: UsageFigures, part: Contribution, sign: 1 | -1): void {
  if (part.usage === null) return;
  if (part.provenance === 'measured') addUsage(figures.measured, part.usage, sign);
  else addUsage(figures.reported, part.usage, sign);
  if (part.provenance !== 'superseded') addUsage(figures, part.usage, sign);
}

function applyDay(state: FoldState, part: Contribution, sign: 1 | -1): void {
  const day = dayOf(part.at);
  const targets = [state.totals.all];
  if (day === state.totals.day.at) targets.push(state.totals.day);
  for (const target of targets) {
    addPart(target.usage, part, sign);
    target.errors += sign * part.activity.errors;
    target.highErrors += sign * part.activity.highErrors;
    target.tasksDone += sign * part.activity.tasksDone;
    target.tasksFailed += sign * part.activity.tasksFailed;
  }
}

function applySeries(state: FoldState, part: Contribution, sign: 1 | -1): void {
  const usage = part.provenance === 'superseded' ? null : part.usage;
  if (usage === null && part.activity.errors === 0) return;
  const minute = minuteOf(part.at);
  if (isPast(minute, state.seriesAt, LIMITS.seriesMinutes)) return;
  const key = JSON.stringify([minute, part.agent, part.model]);
  const cell = state.series.get(key) ?? {
    at: minute,
    agentName: part.agent,
    model: part.model === '' ? null : part.model,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicros: 0,
    errors: 0,
  };
  state.series.set(key, cell);
  cell.inputTokens += sign * (usage?.inputTokens ?? 0);
  cell.outputTokens += sign * (usage?.outputTokens ?? 0);
  cell.cacheReadTokens += sign * (usage?.cacheReadTokens ?? 0);
  cell.cacheCreationTokens += sign * (usage?.cacheCreationTokens ?? 0);
  cell.costMicros += sign * (usage?.costMicros ?? 0);
  cell.errors += sign * part.activity.errors;
  state.changes.series.add(key);
}

function applyPulse(
  state: FoldState,
  pulse: Map<number, number>,
  part: Contribution,
  sign: 1 | -1,
): void {
  if (part.usage === null || part.provenance === 'superseded') return;
  const minute = minuteOf(part.at);
  for (const at of pulse.keys()) {
    if (isPast(at, state.seriesAt, LIMITS.pulseMinutes)) pulse.delete(at);
  }
  if (isPast(minute, state.seriesAt, LIMITS.pulseMinutes)) return;
  const tokens = (pulse.get(minute) ?? 0) + sign * allTokens(part.usage);
  if (tokens === 0) pulse.delete(minute);
  else pulse.set(minute, tokens);
}

const isPast = (at: number, newest: number, minutes: number): boolean =>
  newest - at >= minutes * TIME.minuteMs;

function settleLastError(state: FoldState, fact: Fact, before: Contribution | null): void {
  if (before !== null && before.owner !== fact.given?.owner) {
    const left = state.cards.get(before.owner);
    if (left?.lastError?.id === fact.key) left.lastError = latestErrorOf(state, before.owner);
  }
  if (fact.given === null) return;
  const card = state.cards.get(fact.given.owner);
  if (card === undefined) return;
  const error = errorOf(fact);
  if (card.lastError === null || compareStamps(error, card.lastError) > 0) card.lastError = error;
}

const errorOf = (fact: Fact) => ({
  rank: 0,
  time: fact.fields.at,
  id: fact.key,
  value: {
    type: fact.fields.errorType ?? 'error',
    message: fact.fields.errorMessage ?? '',
    severity: fact.fields.severity ?? 'medium',
  },
});

/** Reads the pages of every run that may work for the card: only when its newest error moved away. */
function latestErrorOf(state: FoldState, card: string) {
  let latest: ReturnType<typeof errorOf> | null = null;
  for (const run of state.sessions.values()) {
    for (const hour of run.hours) {
      for (const fact of state.pages.get(run.key, hour)?.facts.values() ?? []) {
        if (fact.kind !== 'error' || fact.given?.owner !== card) continue;
        const error = errorOf(fact);
        if (latest === null || compareStamps(error, latest) > 0) latest = error;
      }
    }
  }
  return latest;
}

function isSame(a: Contribution | null, b: Contribution | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.at === b.at &&
    a.owner === b.owner &&
    a.task === b.task &&
    a.instance === b.instance &&
    a.agent === b.agent &&
    a.project === b.project &&
    a.user === b.user &&
    a.model === b.model &&
    a.provenance === b.provenance &&
    a.clientCostMicros === b.clientCostMicros &&
    isSameUsage(a, b) &&
    isSameActivity(a.activity, b.activity)
  );
}

const isSameUsage = (a: Contribution, b: Contribution): boolean =>
  a.usage === b.usage ||
  USAGE_SUM_FIELDS.every((field) => a.usage?.[field] === b.usage?.[field]);

const isSameActivity = (a: Activity, b: Activity): boolean =>
  a.tasksStarted === b.tasksStarted &&
  a.tasksDone === b.tasksDone &&
  a.tasksFailed === b.tasksFailed &&
  a.errors === b.errors &&
  a.highErrors === b.highErrors &&
  a.toolCalls === b.toolCalls;
