import { attemptAt } from './attempts.ts';
import { identityOf } from './identity.ts';
import { isLinked } from './measured.ts';
import type { Attempt, Session, StandIn } from './session.ts';
import { resettle, type FoldContext } from '../derive/settle.ts';
import { markCard, type FoldState } from '../state.ts';
import { reviewTasks } from '../tasks/backlog.ts';

/**
 * A run with one card is shown as one (DESIGN, "Who is who"): the card that was declared for its main
 * loop, where no calls were made for another and it works in no other run. Null: the run has a card of
 * its own.
 */
export function standInOf(sessions: FoldState['sessions'], run: Session): StandIn | null {
  // A declared run is a card itself, and so is one for which others work.
  if (run.runs.length > 0 || run.starts.some((start) => start.isDeclaration)) return null;
  const linked = [...linkedSessions(run)].flatMap((key) => sessions.get(key) ?? []);
  const [session, ...others] = linked.filter(({ hasOwnEvents }) => hasOwnEvents);
  if (session === undefined || others.length > 0 || linkedSessions(session).size > 0) return null;
  if (!linkedKeys(run.links.get('')).includes(session.key)) return null;
  const attempt = onlyAttempt(run, session);
  if (attempt === null || !identityOf(session, attempt).isDeclared) return null;
  const isAlone = session.runs.every((key) => {
    const other = key === run.key ? undefined : sessions.get(key);
    return other === undefined || !isLinked(other, session, attempt);
  });
  return isAlone ? { session: session.key, card: attempt.card } : null;
}

/** The run that is shown as this card. */
export function runShownAs(state: FoldState, session: Session, attempt: Attempt): Session | null {
  const runs = session.runs.flatMap((key) => state.sessions.get(key) ?? []);
  return runs.find((run) => run.shownAs?.card === attempt.card) ?? null;
}

/** Links, declarations or attempts of this session changed: who stands for whom is looked at again. */
export function doubtStandIns(state: FoldState, session: Session): void {
  state.unsureRuns.push(session.key, ...session.runs);
  for (const key of linkedSessions(session)) {
    state.unsureRuns.push(...(state.sessions.get(key)?.runs ?? []));
  }
}

/** Hides and shows the cards of the runs in doubt; what no card owns in them goes with that. */
export function reviseStandIns(state: FoldState, context: FoldContext): void {
  for (const key of new Set(state.unsureRuns.splice(0))) {
    const run = state.sessions.get(key);
    if (run === undefined) continue;
    const before = run.shownAs;
    const next = standInOf(state.sessions, run);
    if (before?.card === next?.card) continue;
    run.shownAs = next;
    resettle(state, run, 0, context);
    showOrHide(state, run, context.seq);
    if (before !== null) markCard(state, before.card, context.seq);
    reviewTasks(state, run.key);
  }
}

function showOrHide(state: FoldState, run: Session, seq: number): void {
  const { changes } = state;
  // The card it is shown as, else its own.
  markCard(state, run.key, seq);
  const figures = state.cards.get(run.key);
  if (run.shownAs === null || figures === undefined) changes.goneCards.delete(run.key);
  else {
    figures.changedSeq = seq;
    changes.cards.delete(run.key);
    changes.goneCards.add(run.key);
  }
}

/** The attempt of the session in which all of the run's calls for it were made. */
function onlyAttempt(run: Session, session: Session): Attempt | null {
  const attempts = new Map<string, Attempt>();
  for (const links of run.links.values()) {
    const items = links.get(session.key) ?? [];
    // By time: the first and the last lie in one attempt only if all do.
    for (const link of [items[0], items.at(-1)]) {
      const attempt = link === undefined ? null : attemptAt(session, link.at);
      if (attempt !== null) attempts.set(attempt.card, attempt);
    }
  }
  const [attempt] = attempts.values();
  return attempts.size === 1 ? (attempt ?? null) : null;
}

function linkedSessions(run: Session): Set<string> {
  return new Set([...run.links.values()].flatMap(linkedKeys));
}

/** A link that was told to be another instance's leaves an empty list. */
const linkedKeys = (links: ReadonlyMap<string, readonly unknown[]> | undefined): string[] =>
  [...(links ?? [])].flatMap(([key, items]) => (items.length > 0 ? [key] : []));
