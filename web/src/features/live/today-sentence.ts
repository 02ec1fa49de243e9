import { dollars, fullCount } from '../../lib/format/numbers.ts';
import { plain, strong, type Part } from '../../lib/frame/sentence.ts';
import type { NightSums } from './night/nights.ts';
import { isNothing } from './night/nights.ts';

/** What the page shows, counted. */
export type Shown = {
  needs: number;
  active: number;
  /** Sessions that have not ended and are not lost. */
  open: number;
  /** Null: not known. */
  night: NightSums | null;
};

/** Who needs someone, what runs, and what the night came to: no more than the rows and figures below say. */
export function todaySentence({ needs, active, open, night }: Shown): Part[] {
  return [...needsOf(needs), ...runsOf(active, open), ...nightOf(night)];
}

function needsOf(needs: number): Part[] {
  if (needs === 0) return [plain('Nothing needs attention. ')];
  return [
    strong(needs === 1 ? '1 thing needs attention.' : `${fullCount(needs)} things need attention.`),
    plain(' '),
  ];
}

function runsOf(active: number, open: number): Part[] {
  if (open === 0) return [plain('Nothing is running.')];
  if (active === 0) {
    return [
      plain(
        open === 1
          ? '1 session is open, none works.'
          : `${fullCount(open)} sessions are open, none works.`,
      ),
    ];
  }
  const words = active === 1 ? '1 session is working' : `${fullCount(active)} sessions are working`;
  return [plain(active === open ? `${words}.` : `${words}, of ${fullCount(open)} open.`)];
}

function nightOf(night: NightSums | null): Part[] {
  if (night === null || isNothing(night)) return [];
  const { done, failed, cost, unpriced } = night;
  const said: Part[][] = [];
  if (done > 0) said.push([strong(done === 1 ? '1 task done' : `${fullCount(done)} tasks done`)]);
  if (failed > 0)
    // A task that is tried again and fails again counts again.
    said.push([plain(failed === 1 ? '1 failed try' : `${fullCount(failed)} failed tries`)]);
  // A price that leaves something out is not what the night cost.
  if (cost > 0 && unpriced === 0) said.push([strong(dollars(cost))]);
  if (said.length === 0) return [];
  const parts = said.flatMap((part, index) => (index === 0 ? part : [plain(', '), ...part]));
  return [plain(' Last night: '), ...parts, plain('.')];
}
