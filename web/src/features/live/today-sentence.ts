import { dollars, fullCount } from '../../lib/format/numbers.ts';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';
import type { NightSums } from './night/nights.ts';
import { isNothing } from './night/nights.ts';

/** What the page shows, counted. */
export type Shown = {
  /** As the inbox counts it. */
  needs: number;
  /** More may be open than what is here: it is said as what there is at least. */
  isPart: boolean;
  active: number;
  /** Sessions that have not ended and are not lost. */
  open: number;
  /** Null: not known. */
  night: NightSums | null;
};

/** Who needs someone, what runs, and what the night came to: no more than the rows and figures below say. */
export function todaySentence(shown: Shown): Part[] {
  return [...needsOf(shown), ...runsOf(shown), ...nightOf(shown.night)];
}

function needsOf({ needs }: Shown): Part[] {
  if (needs === 0) return [plain('Nothing needs attention. ')];
  const words = needs === 1 ? 'thing needs' : 'things need';
  return [strong(`${fullCount(needs)} ${words} attention.`), plain(' ')];
}

function runsOf({ active, open, isPart }: Shown): Part[] {
  if (open === 0) return [plain('Nothing is running.')];
  if (active === 0) {
    const words = open === 1 ? 'session is open' : 'sessions are open';
    return [plain(`${atLeast(open, isPart)} ${words}, none works.`)];
  }
  const words = active === 1 ? 'session is working' : 'sessions are working';
  const working = `${atLeast(active, isPart)} ${words}`;
  if (active === open) return [plain(`${working}.`)];
  return [plain(`${working}, of ${isPart ? 'at least ' : ''}${fullCount(open)} open.`)];
}

const atLeast = (count: number, isPart: boolean): string =>
  isPart ? `At least ${fullCount(count)}` : fullCount(count);

function nightOf(night: NightSums | null): Part[] {
  if (night === null || isNothing(night)) return [];
  const { done, failed, cost, unpriced } = night;
  const clauses: Part[][] = [];
  if (done > 0)
    clauses.push([strong(done === 1 ? '1 task done' : `${fullCount(done)} tasks done`)]);
  if (failed > 0)
    // A task that is tried again and fails again counts again.
    clauses.push([plain(failed === 1 ? '1 failed try' : `${fullCount(failed)} failed tries`)]);
  // A price that leaves something out is not what the night cost.
  if (cost > 0 && unpriced === 0) clauses.push([strong(dollars(cost))]);
  if (clauses.length === 0) return [];
  const parts = clauses.flatMap((part, index) => (index === 0 ? part : [plain(', '), ...part]));
  return [plain(' Last night: '), ...parts, plain('.')];
}
