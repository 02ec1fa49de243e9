import type { Session } from '../sessions/session.ts';
import { resettleCard, type FoldContext } from './settle.ts';
import { markAttempts, type FoldState } from '../state.ts';

/**
 * The run is measured now: the self-reports of every card it works for are shown, not added (rule
 * USE1), and of its metrics only those that no request tells better count (rule USE2).
 */
export function supersede(state: FoldState, run: Session, context: FoldContext): void {
  const cards = new Set([run.key]);
  for (const links of run.links.values()) for (const key of links.keys()) cards.add(key);
  for (const key of cards) {
    const card = state.sessions.get(key);
    if (card === undefined) continue;
    resettleCard(state, card, 0, context);
    markAttempts(state, card, context.seq);
  }
}
