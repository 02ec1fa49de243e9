import { TIME } from '../limits.ts';
import { mergeFact, type Fact } from './fact.ts';
import { hourOf, type Page } from './page.ts';
import type { Session } from './session.ts';
import type { FoldState } from './state.ts';

/** How far apart two tellings of one fact may be: hour edges for most, a long call for tools. */
const NEIGHBOUR_HOURS = { tool: 4, other: 1 } as const;

/**
 * Puts a fact where it belongs, merged with what was known; null when it told nothing new. `left` is
 * the page it moved away from, when its hour was corrected.
 */
export function putFact(
  state: FoldState,
  session: Session,
  next: Fact,
): { page: Page; fact: Fact; isNew: boolean; left: Page | null } | null {
  const known = findFact(state, session, next);
  if (known === null) {
    const page = pageAt(state, session, hourOf(next.fields.at));
    page.facts.set(next.key, next);
    state.pages.touch(page);
    return { page, fact: next, isNew: true, left: null };
  }
  if (!mergeFact(known.fact, next)) return null;
  const page = pageAt(state, session, hourOf(known.fact.fields.at));
  state.pages.touch(page);
  if (page === known.page) return { page, fact: known.fact, isNew: false, left: null };
  known.page.facts.delete(next.key);
  page.facts.set(next.key, known.fact);
  state.pages.touch(known.page);
  return { page, fact: known.fact, isNew: false, left: known.page };
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
