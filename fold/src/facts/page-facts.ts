import { TIME } from '@claude-monitor/protocol/limits';
import type { Fact } from './fact.ts';
import { mergeFact } from './merge-fact.ts';
import { hourOf, type Page } from './page.ts';
import type { Session } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { firstFrom, place, remove, type Timed } from './timeline.ts';

/**
 * How far apart two tellings of one fact may be: hour edges for most, a long call for tools. A fact
 * told again from farther away is another fact: the bound within which order does not matter.
 */
const NEIGHBOUR_HOURS = { tool: 4, other: 1 } as const;

export type PutFact = {
  page: Page;
  fact: Fact;
  /** Its fields before, null for a new fact. */
  was: Fact['fields'] | null;
  /** The page it moved away from, when its hour was corrected. */
  left: Page | null;
};

/** Puts a fact where it belongs, merged with what was known; null when it told nothing new. */
export function putFact(state: FoldState, session: Session, next: Fact): PutFact | null {
  const known = findFact(state, session, next);
  if (known === null) {
    const page = pageAt(state, session, hourOf(next.fields.at));
    page.facts.set(next.key, next);
    order(page, next, null);
    arrive(page, next);
    state.pages.touch(page, next.key);
    return { page, fact: next, was: null, left: null };
  }
  const { fact } = known;
  const was = fact.fields;
  if (!mergeFact(fact, next)) return null;
  leave(known.page, fact, was.instance);
  const page = pageAt(state, session, hourOf(fact.fields.at));
  state.pages.touch(page, fact.key);
  arrive(page, fact);
  if (page === known.page) {
    if (was.at !== fact.fields.at) order(page, fact, was.at);
    return { page, fact, was, left: null };
  }
  known.page.facts.delete(fact.key);
  const left = ordered.get(known.page);
  if (left !== undefined) remove(left, fact.key, was.at);
  page.facts.set(fact.key, fact);
  order(page, fact, null);
  state.pages.touch(known.page, fact.key);
  return { page, fact, was, left: known.page };
}

/** The page's facts from `at` on, by time. */
export function* factsFrom(page: Page, at: number): Generator<Fact> {
  const items = orderOf(page);
  for (let index = firstFrom(items, at); index < items.length; index++) {
    const item = items[index];
    if (item !== undefined) yield item.fact;
  }
}

/** The page's facts before `at`, the latest first. */
export function* factsBefore(page: Page, at: number): Generator<Fact> {
  const items = orderOf(page);
  for (let index = firstFrom(items, at) - 1; index >= 0; index--) {
    const item = items[index];
    if (item !== undefined) yield item.fact;
  }
}

type Ordered = Timed & { fact: Fact };

/** Facts of pages in memory by time: made when first asked for, then kept up to date. */
const ordered = new WeakMap<Page, Ordered[]>();

function orderOf(page: Page): Ordered[] {
  const known = ordered.get(page);
  if (known !== undefined) return known;
  const items = [...page.facts.values()].map((fact) => ({
    at: fact.fields.at,
    id: fact.key,
    fact,
  }));
  items.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  ordered.set(page, items);
  return items;
}

function order(page: Page, fact: Fact, was: number | null): void {
  const items = ordered.get(page);
  if (items !== undefined) place(items, { at: fact.fields.at, id: fact.key, fact }, was);
}

/** The page's facts of one instance. */
export function factsOfInstance(page: Page, instance: string): ReadonlySet<Fact> {
  let facts = byInstance.get(page);
  if (facts === undefined) {
    facts = new Map();
    byInstance.set(page, facts);
    for (const fact of page.facts.values()) arrive(page, fact);
  }
  return facts.get(instance) ?? NO_FACTS;
}

/** Facts of pages in memory by instance: made when first asked for, then kept up to date. */
const byInstance = new WeakMap<Page, Map<string, Set<Fact>>>();

const NO_FACTS: ReadonlySet<Fact> = new Set();

function arrive(page: Page, fact: Fact): void {
  const facts = byInstance.get(page);
  const { instance = '' } = fact.fields;
  const known = facts?.get(instance);
  if (known === undefined) facts?.set(instance, new Set([fact]));
  else known.add(fact);
}

function leave(page: Page, fact: Fact, instance = ''): void {
  byInstance.get(page)?.get(instance)?.delete(fact);
}

function findFact(
  state: FoldState,
  session: Session,
  next: Fact,
): { page: Page; fact: Fact } | null {
  const hour = hourOf(next.fields.at);
  const reach = NEIGHBOUR_HOURS[next.kind === 'tool' ? 'tool' : 'other'] * TIME.hourMs;
  for (let index = session.hours.length - 1; index >= 0; index--) {
    const candidate = session.hours[index];
    if (candidate === undefined || candidate > hour + reach) continue;
    if (candidate < hour - reach) break;
    const page = state.pages.get(session.key, candidate);
    const fact = page?.facts.get(next.key);
    if (page !== undefined && fact !== undefined) return { page, fact };
  }
  return null;
}

function pageAt(state: FoldState, session: Session, hour: number): Page {
  const known = state.pages.get(session.key, hour);
  if (known !== undefined) return known;
  session.hours.push(hour);
  session.hours.sort((a, b) => a - b);
  return state.pages.create(session.key, hour);
}
