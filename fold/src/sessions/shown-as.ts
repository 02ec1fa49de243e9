import { attemptAt } from './attempts.ts';
import { identityOf } from './identity.ts';
import { isLinked } from './measured.ts';
import type { Attempt, Session, StandIn } from './session.ts';
import type { FoldContext } from '../derive/effects.ts';
import type { FoldState } from '../state.ts';
import { isTraceOfConversation } from '../traces/name-conversation.ts';

/**
 * A run with one card is shown as one (docs/SPEC.md, "Who is who"): the card that was declared for its main
 * loop, where no calls were made for another and it works in no other run. Null: the run has a card of
 * its own.
 */
export function standInOf(sessions: FoldState['sessions'], run: Session): StandIn | null {
  // A declared run is a card itself, and so is one for which others work.
  if (run.runs.length > 0 || run.linked.size === 0) return null;
  if (run.starts.some((start) => start.isDeclaration)) return null;
  const linked = [...run.linked.keys()].flatMap((key) => sessions.get(key) ?? []);
  const [session, ...others] = linked.filter(({ hasOwnEvents }) => hasOwnEvents);
  if (session === undefined || others.length > 0 || session.linked.size > 0) return null;
  if (!run.links.some((link) => link.session === session.key)) return null;
  const attempt = onlyAttempt(run, session);
  if (attempt === null) return null;
  if (isTraceOfConversation(run)) return { session: session.key, card: attempt.card };
  if (!identityOf(session, attempt).isDeclared) return null;
  const isAlone = session.runs.every((key) => {
    const other = key === run.key ? undefined : sessions.get(key);
    return other === undefined || !isLinked(other, session, attempt);
  });
  return isAlone ? { session: session.key, card: attempt.card } : null;
}

export function runShownAs(
  state: Pick<FoldState, 'sessions'>,
  session: Session,
  attempt: Attempt,
): Session | null {
  for (const key of session.runs) {
    const run = state.sessions.get(key);
    if (run?.shownAs?.card === attempt.card) return run;
  }
  return null;
}

/** Hides or shows the card of a run; what no card owns in it goes with that. */
export function reviseStandIn(run: Session, context: FoldContext): void {
  const { state, seq, effects } = context;
  const before = run.shownAs;
  const next = standInOf(state.sessions, run);
  if (before?.card === next?.card) return;
  run.shownAs = next;
  state.sessions.touch(run.key);
  effects.touch('record', run);
  effects.touch('tasks', run);
  effects.facts(run.key, 0);
  // The card it is shown as, else its own.
  effects.card(run.key);
  if (before !== null) effects.card(before.card);
  showOrHide(state, run, seq);
}

function showOrHide(state: FoldState, run: Session, seq: number): void {
  const { changes } = state;
  const [own] = run.attempts;
  if (run.shownAs === null || own === undefined) changes.goneCards.delete(run.key);
  else {
    own.figures.changedSeq = seq;
    changes.cards.delete(run.key);
    changes.goneCards.add(run.key);
  }
}

/** The attempt of the session in which all of the run's calls for it were made. */
function onlyAttempt(run: Session, session: Session): Attempt | null {
  const times = run.linked.get(session.key) ?? [];
  // By time: the first and the last lie in one attempt only if all do.
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined) return null;
  const attempt = attemptAt(session, first.at);
  return attemptAt(session, last.at).card === attempt.card ? attempt : null;
}
