import { TIME } from '@claude-monitor/protocol/limits';
import { contributionOf } from './contribution.ts';
import type { Contribution, Fact } from '../facts/fact.ts';
import { give } from './give.ts';
import { noteLastError } from '../sessions/last-error.ts';
import { factsFrom } from '../facts/page-facts.ts';
import type { Page } from '../facts/page.ts';
import type { PriceOf } from '../price.ts';
import { rowKeys } from './row-keys.ts';
import { isSameContribution } from './same-contribution.ts';
import type { Session } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';

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
  const next = contributionOf(state, run, fact, context.priceOf);
  const before = fact.given;
  if (isSameContribution(before, next)) return;
  fact.given = next;
  if (before !== null) give(state, before, -1, context.seq);
  if (next !== null) give(state, next, 1, context.seq);
  noteRows(page, fact, before, context.seq);
  noteRows(page, fact, next, context.seq);
  fact.rev = context.seq;
  state.pages.touch(page, fact.key);
  if (fact.kind === 'error') noteLastError(state, fact, before);
}

/** Settles what a run did from `from` on: its links, boundaries or spawns became known. */
export function resettle(state: FoldState, run: Session, from: number, context: FoldContext): void {
  if (run.lastAt < from) return;
  for (let index = run.hours.length - 1; index >= 0; index--) {
    const hour = run.hours[index];
    if (hour === undefined || hour + TIME.hourMs <= from) return;
    const page = state.pages.get(run.key, hour);
    if (page === undefined) continue;
    for (const fact of factsFrom(page, from)) settle(state, run, page, fact, context);
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
  else if (part.edge !== null) page.rows.edges.set(rowKeys.edges(part), seq);
  else page.rows.activity.set(rowKeys.activity(part), seq);
  if (fact.kind === 'error') page.rows.errors.set(rowKeys.errors(part, fact), seq);
  page.rev = seq;
}
