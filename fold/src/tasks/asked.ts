import type { EventOf } from '@claude-monitor/protocol/event';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { factsFrom } from '../facts/put-fact.ts';
import type { Part } from './parts.ts';
import type { Asked, Session } from '../sessions/session.ts';
import { markTask, type FoldState } from '../state.ts';
import { place, remove } from '../facts/timeline.ts';
import { mayBeSameUser, userOf, withItsCards } from '../sessions/user-of.ts';

/**
 * Who asked for a plan. It is Prometheus' when it was recorded while the latest prompt of its session,
 * or of a run that works for it, was one to Prometheus. Where none of them had any prompt before the
 * plan (an orchestrator of its own): when its user, or one who may be the same, asked Prometheus anywhere
 * within the minutes before.
 * Only times count, so it does not matter what arrives first.
 */
export function isAskedFor(state: FoldState, session: Session, at: number): boolean {
  const own = [session, ...session.runs.flatMap((key) => state.sessions.get(key) ?? [])];
  if (own.some((run) => run.asked.some((asked) => asked.at <= at && at < asked.until))) return true;
  if (own.some((run) => run.promptedAt <= at)) return false;
  const user = userOf(state.sessions, session);
  for (const key of askersOf(state)) {
    const asker = state.sessions.get(key);
    if (asker === undefined || !mayBeSameUser(userOf(state.sessions, asker), user)) continue;
    if (asker.asked.some((asked) => asked.at <= at && at - asked.at <= LIMITS.originMs))
      return true;
  }
  return false;
}

/** The part of a task that planned it first; null where none did. */
export function firstPlan(parts: readonly Part[]): (Part & { at: number }) | null {
  let first: (Part & { at: number }) | null = null;
  for (const part of parts) {
    const { planAt } = part.track;
    if (planAt === undefined) continue;
    const isEarlier =
      first === null ||
      planAt < first.at ||
      (planAt === first.at && part.session.key < first.session.key);
    if (isEarlier) first = { ...part, at: planAt };
  }
  return first;
}

/** A prompt as all its tellings have it; `was` is its time before this one. */
type Told = { at: number; id: string; was: number | null; route: 'prometheus' | 'claude' };

/** Notes where a prompt went; plans that were recorded after it may have another origin now. */
export function noteRoute(
  state: FoldState,
  session: Session,
  event: EventOf<'prompt'>,
  told: Told,
  seq: number,
): void {
  const { at, id, was, route } = told;
  const { promptedAt } = session;
  if (event.route !== undefined) session.promptedAt = Math.min(promptedAt, event.time);
  if (was !== null) remove(session.asked, id, was);
  if (route === 'prometheus') {
    place(session.asked, { at, id, until: Number.MAX_SAFE_INTEGER }, null);
    session.asked.splice(0, session.asked.length - LIMITS.askedKept);
    askersOf(state).add(session.key);
  } else if (session.asked.length === 0 && session.promptedAt === promptedAt) return;
  for (const asked of session.asked) asked.until = nextOther(state, session, asked);
  markPlans(state, session, seq);
}

/** What is known of a session's prompts, runs or user changed: so may the origin of plans. */
export function markPlans(state: FoldState, session: Session, seq: number): void {
  for (const near of withItsCards(state.sessions, session)) {
    markPlanned(state, near, () => true, seq);
  }
  if (session.asked.length === 0) return;
  const isInReach = (at: number): boolean =>
    session.asked.some((asked) => asked.at <= at && at - asked.at <= LIMITS.originMs + SLACK_MS);
  for (const [, other] of state.sessions.unsaved()) markPlanned(state, other, isInReach, seq);
}

/** An asking that was corrected by its client's own record lay this near at most. */
const SLACK_MS = TIME.hourMs;

function markPlanned(
  state: FoldState,
  session: Session,
  isMeant: (planAt: number) => boolean,
  seq: number,
): void {
  for (const { planAt, task } of session.tracks.values()) {
    if (planAt !== undefined && isMeant(planAt)) markTask(state, task, seq);
  }
}

/** When the session's user next wrote a prompt that went elsewhere; from its facts, asked seldom. */
function nextOther(state: FoldState, session: Session, asked: Asked): number {
  for (const { fact } of factsFrom(state, session, asked.at, ['prompt'])) {
    if (fact.fields.route !== 'claude') continue;
    // Of two prompts at one moment the greater id is the later one.
    if (fact.fields.at > asked.at || fact.key > asked.id) return fact.fields.at;
  }
  return Number.MAX_SAFE_INTEGER;
}

/** Sessions with a prompt to Prometheus: found when first asked for, then kept up to date. */
const indexes = new WeakMap<FoldState, Set<string>>();

function askersOf(state: FoldState): Set<string> {
  const known = indexes.get(state);
  if (known !== undefined) return known;
  const askers = new Set<string>();
  indexes.set(state, askers);
  return askers;
}
