import type { SessionStateName } from '@claude-monitor/protocol/live/state-of';
import { dollars, fullCount } from '../../lib/format/numbers.ts';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';
import * as texts from './texts.ts';

/** What the list shows, counted. */
export type Shown = {
  sessions: number;
  /** Nothing more is to be loaded. */
  isWhole: boolean;
  isFiltered: boolean;
  states: Readonly<Partial<Record<SessionStateName, number>>>;
  /** Sessions with a failed task. */
  failed: number;
  costMicros: number;
  unpricedRequests: number;
  /** `last night`, `in the last 7 d`. */
  when: string;
};

/**
 * The list in one sentence. It claims no more than the rows below show: of a list that is not wholly loaded only
 * that there is more of it, and no price where a part has none.
 */
export function sentenceOf(shown: Shown): Part[] {
  const { sessions, isWhole, isFiltered, when } = shown;
  if (!isWhole) {
    return [strong(texts.moreThan(fullCount(sessions), isFiltered)), plain(` ${when}.`)];
  }
  if (sessions === 0) return [strong(texts.noSessions(isFiltered)), plain(` ${when}.`)];
  const parts = [
    strong(texts.countOfSessions(sessions, fullCount(sessions), isFiltered)),
    plain(` ${when}${priceOf(shown)}.`),
  ];
  const clauses = [
    texts.areWaiting(shown.states.waiting ?? 0),
    texts.areStalled(shown.states.stalled ?? 0),
    texts.haveFailed(shown.failed),
  ].filter((claim) => claim !== '');
  for (const [index, claim] of clauses.entries()) {
    const words = index === 0 ? claim.charAt(0).toUpperCase() + claim.slice(1) : claim;
    parts.push(plain(index === 0 ? ' ' : ', '), strong(words));
  }
  if (clauses.length > 0) parts.push(plain('.'));
  return parts;
}

function priceOf({ costMicros, unpricedRequests }: Shown): string {
  if (costMicros === 0) return '';
  return unpricedRequests === 0
    ? texts.listPrice(dollars(costMicros))
    : texts.listPriceWithout(dollars(costMicros), fullCount(unpricedRequests));
}
