import type { Totals } from '@claude-monitor/protocol/view';
import { addUp, runCompleteness } from '../sessions/completeness.ts';
import type { FoldState } from '../state.ts';

export function totalsView(state: FoldState): Totals {
  let cards = 0;
  for (const session of state.sessions.values()) {
    if (session.hasOwnEvents && session.shownAs === null) cards += session.attempts.length;
  }
  const sessions = [...state.sessions.values()];
  const completeness = addUp(sessions.map(runCompleteness));
  const { all, day, openTasks } = state.totals;
  return { all: { ...all, openTasks, cards, completeness }, day };
}
