import type { Session } from '../sessions/session.ts';
import { withItsCards } from '../sessions/user-of.ts';
import { markAttempts } from '../state.ts';
import type { FoldContext } from './effects.ts';

/**
 * The run is measured now: the self-reports of every card it works for are shown, not added (rule
 * USE1), and of its metrics only those that no request tells better count (rule USE2).
 */
export function supersede(run: Session, context: FoldContext): void {
  const { state } = context;
  for (const session of withItsCards(state.sessions, run)) {
    context.effects.boundaries(session, 0);
    markAttempts(state, session, context.seq);
  }
}
