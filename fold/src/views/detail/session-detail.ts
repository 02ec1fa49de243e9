import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import type { SessionDetail } from '@claude-monitor/protocol/api/history/session-detail';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { sessionView } from '../session-view.ts';
import { isCountedElsewhere, type Fact } from '../../facts/fact.ts';
import { compareStamps } from '../../facts/stamp.ts';
import { isAssigned } from '../../sessions/measured.ts';
import type { PriceOf } from '../../price.ts';
import type { Attempt, SessionRecord } from '../../sessions/session.ts';
import { isReportedByRequests } from '../../sessions/users/user-usage.ts';
import { findAttempt, shownSession, type FoldState } from '../../state.ts';
import { subagentsOf } from './subagents.ts';
import { monitoringOf } from './monitoring.ts';
import type { OwnedFact } from './owned-fact.ts';
import { promptsOf } from './prompts.ts';
import { requestView } from './request-view.ts';
import { toolsOf } from './tools.ts';
import { workOf } from './work.ts';

/** What a session's own page shows beside its session, from the pages of its facts; null when it is not here. */
export function sessionDetail(
  state: FoldState,
  id: string,
  priceOf: PriceOf,
): SessionDetail | null {
  const view = sessionView(state, id);
  const found = findAttempt(state, id);
  if (view === null || found === null) return null;
  const { session, attempt } = found;
  const runs = runsOf(state, session, attempt);
  const observed = runs.map((run) => ({ run, facts: factsOf(state, run) }));
  const facts = ownedBy(id, observed);
  const requests = facts.filter(({ fact }) => fact.kind === 'request');
  requests.sort((a, b) => b.part.at - a.part.at || (a.fact.key < b.fact.key ? -1 : 1));
  const { turn } = view;
  return {
    subagents: subagentsOf(state, { session: view, runs: observed, facts }),
    tools: toolsOf(facts, new Set(view.openTools.map(({ toolUseId }) => toolUseId))),
    requests: requests
      .slice(0, LIMITS.detailRequests)
      .map((item) => requestView({ state, priceOf }, item)),
    moreRequests: Math.max(0, requests.length - LIMITS.detailRequests),
    waiting: turn?.state === 'waiting' ? { at: turn.at, reason: turn.reason } : null,
    prompts: promptsOf(state, id, observed),
    work: workOf(state, id, observed),
    clock: clockOf(runs),
    isUsageElsewhere: observed.some(({ run, facts: all }) => isReportedElsewhere(state, run, all)),
    monitoring: monitoringOf(observed, facts),
    linked: linkedTo(state, session, id),
  };
}

/** Whether the run has metrics, and requests that name another session, or none, report what they count. */
const isReportedElsewhere = (
  state: FoldState,
  run: SessionRecord,
  facts: readonly Fact[],
): boolean =>
  run.measuredRequests === 0 &&
  facts.some(({ kind, fields }) => kind === 'metric' && isReportedByRequests(state, run, fields));

function clockOf(sessions: readonly SessionRecord[]): SessionDetail['clock'] {
  const [shift] = sessions
    .flatMap((session) => session.shift ?? [])
    .toSorted((a, b) => compareStamps(b, a));
  const late = Math.max(0, ...sessions.map((session) => session.late ?? 0));
  if (shift === undefined && late === 0) return null;
  return { shiftMs: shift?.value ?? null, lateMs: late === 0 ? null : late };
}

/**
 * The session of an internal id, else the newest attempt under the caller's own id; `named` are the keys of
 * the sessions that storage knows under it.
 */
export function findShown(
  state: FoldState,
  id: string,
  named: Iterable<string> = [],
): string | null {
  if (findAttempt(state, id) !== null) return shownSession(state, id);
  const keys = new Set([sessionKeyOf(id, ''), ...named]);
  const sessions = [...keys]
    .flatMap((key) => state.sessions.get(key)?.attempts ?? [])
    .map(({ id }) => shownSession(state, id))
    .flatMap((id) => sessionView(state, id) ?? []);
  sessions.sort((a, b) => b.startedAt - a.startedAt || (a.id > b.id ? -1 : 1));
  return sessions[0]?.id ?? null;
}

/** Whose raw events say what is this session's, beside its own: a replay needs them. */
function linkedTo(state: FoldState, session: SessionRecord, id: string): string[] {
  const runs = session.runs.flatMap((key) => state.sessions.get(key) ?? []);
  const keys = new Set([session, ...runs].flatMap((run) => [run.key, ...run.assignedTo.keys()]));
  const attempts = [...keys].flatMap((key) => state.sessions.get(key)?.attempts ?? []);
  const others = attempts.map((attempt) => attempt.id).filter((other) => other !== id);
  return others.sort().slice(0, LIMITS.detailLinked);
}

function runsOf(state: FoldState, session: SessionRecord, attempt: Attempt): SessionRecord[] {
  const assignedTo = session.runs.flatMap((key) => state.sessions.get(key) ?? []);
  return [session, ...assignedTo.filter((run) => isAssigned(run, session, attempt))];
}

/** The newest facts of a run, without the requests that count for another one. */
function factsOf(state: FoldState, run: SessionRecord): Fact[] {
  const facts: Fact[] = [];
  for (const start of run.hours.toReversed()) {
    const hour = state.facts.hour(run.key, start);
    if (hour === undefined) continue;
    for (const fact of state.facts.facts(hour)) if (!isCountedElsewhere(fact)) facts.push(fact);
    if (facts.length >= LIMITS.detailFacts) break;
  }
  return facts;
}

function ownedBy(
  attempt: string,
  observed: readonly { run: SessionRecord; facts: readonly Fact[] }[],
) {
  const owned: OwnedFact[] = [];
  for (const { run, facts } of observed) {
    for (const fact of facts) {
      const part = fact.contribution;
      if (part?.owner === attempt && part.edge === null) owned.push({ run, fact, part });
    }
  }
  return owned;
}
