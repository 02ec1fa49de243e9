import type { Completeness, Totals } from '@claude-monitor/protocol/live/view';
import type { CompletenessSums, FoldState } from '../state.ts';

export function totalsView(state: FoldState): Totals {
  const { all, day, openTasks, sessions, completeness } = state.totals;
  return { all: { ...all, openTasks, sessions, completeness: sumOf(completeness) }, day };
}

/** Sessions whose records are numbered say best what arrived; others stay out of that sum (rule USE5). */
function sumOf({ records, tokens }: CompletenessSums): Completeness | null {
  const of = records.sessions > 0 ? 'records' : 'tokens';
  const { sessions, received, expected } = of === 'records' ? records : tokens;
  return sessions === 0 ? null : { of, received, expected };
}
