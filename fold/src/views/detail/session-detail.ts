import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { cardView } from '../card-view.ts';
import { isToldElsewhere, type Fact } from '../../facts/fact.ts';
import { compareStamps } from '../../facts/stamp.ts';
import { isLinked } from '../../sessions/measured.ts';
import type { PriceOf } from '../../price.ts';
import type { Attempt, Session } from '../../sessions/session.ts';
import { findAttempt, shownCard, type FoldState } from '../../state.ts';
import { instancesOf } from './instances.ts';
import { monitoringOf } from './monitoring.ts';
import type { OwnedFact } from './owned-fact.ts';
import { promptsOf } from './prompts.ts';
import { requestView } from './request-view.ts';
import { toolsOf } from './tools.ts';
import { workOf } from './work.ts';

/** What a session's own page shows beside its card, from the pages of its facts; null when it is not here. */
export function sessionDetail(
  state: FoldState,
  cardId: string,
  priceOf: PriceOf,
): SessionDetail | null {
  const card = cardView(state, cardId);
  const found = findAttempt(state, cardId);
  if (card === null || found === null) return null;
  const { session, attempt } = found;
  const runs = runsOf(state, session, attempt);
  const told = runs.map((run) => ({ run, facts: factsOf(state, run) }));
  const facts = ownedBy(cardId, told);
  const requests = facts.filter(({ fact }) => fact.kind === 'request');
  requests.sort((a, b) => b.part.at - a.part.at || (a.fact.key < b.fact.key ? -1 : 1));
  const { turn } = card;
  return {
    instances: instancesOf(state, { card, runs: told, facts }),
    tools: toolsOf(facts, new Set(card.openTools.map(({ toolUseId }) => toolUseId))),
    requests: requests
      .slice(0, LIMITS.detailRequests)
      .map((item) => requestView({ state, priceOf }, item)),
    moreRequests: Math.max(0, requests.length - LIMITS.detailRequests),
    waiting: turn?.state === 'waiting' ? { at: turn.at, reason: turn.reason } : null,
    prompts: promptsOf(state, cardId, told),
    work: workOf(state, cardId, told),
    clock: clockOf(runs),
    monitoring: monitoringOf(told, facts),
  };
}

function clockOf(sessions: readonly Session[]): SessionDetail['clock'] {
  const [shift] = sessions
    .flatMap((session) => session.shift ?? [])
    .toSorted((a, b) => compareStamps(b, a));
  const late = Math.max(0, ...sessions.map((session) => session.late ?? 0));
  if (shift === undefined && late === 0) return null;
  return { shiftMs: shift?.value ?? null, lateMs: late === 0 ? null : late };
}

/**
 * The card of an internal id, else the newest attempt under the caller's own id; `named` are the keys of
 * the sessions that storage knows under it.
 */
export function findCard(
  state: FoldState,
  id: string,
  named: Iterable<string> = [],
): string | null {
  if (findAttempt(state, id) !== null) return shownCard(state, id);
  const keys = new Set([sessionKeyOf(id, ''), ...named]);
  const cards = [...keys]
    .flatMap((key) => state.sessions.get(key)?.attempts ?? [])
    .map(({ card }) => shownCard(state, card))
    .flatMap((card) => cardView(state, card) ?? []);
  cards.sort((a, b) => b.startedAt - a.startedAt || (a.id > b.id ? -1 : 1));
  return cards[0]?.id ?? null;
}

function runsOf(state: FoldState, session: Session, attempt: Attempt): Session[] {
  const linked = session.runs.flatMap((key) => state.sessions.get(key) ?? []);
  return [session, ...linked.filter((run) => isLinked(run, session, attempt))];
}

/** The newest facts of a run, without the requests that count for another one. */
function factsOf(state: FoldState, run: Session): Fact[] {
  const facts: Fact[] = [];
  for (const start of run.hours.toReversed()) {
    const hour = state.facts.hour(run.key, start);
    if (hour === undefined) continue;
    for (const fact of state.facts.facts(hour)) if (!isToldElsewhere(fact)) facts.push(fact);
    if (facts.length >= LIMITS.detailFacts) break;
  }
  return facts;
}

function ownedBy(card: string, told: readonly { run: Session; facts: readonly Fact[] }[]) {
  const owned: OwnedFact[] = [];
  for (const { run, facts } of told) {
    for (const fact of facts) {
      const part = fact.given;
      if (part?.owner === card && part.edge === null) owned.push({ run, fact, part });
    }
  }
  return owned;
}
