import type { TelemetryEvent } from '@claude-monitor/protocol/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { attemptAt } from './attempts.ts';
import { recordsOf, type ToolRecord } from '../facts/calls.ts';
import { worksForCard, leadsCards } from '../derive/edge.ts';
import { newFact, type Fact } from '../facts/fact.ts';
import { isMeasuredCard } from './measured.ts';
import { putFact } from '../facts/page-facts.ts';
import type { Boundary, Session } from './session.ts';
import { leavePage, resettle, resettleCard, settle, type FoldContext } from '../derive/settle.ts';
import { doubtStandIns } from './shown-as.ts';
import { RANKS } from '../facts/stamp.ts';
import { markAttempts, sessionOf, type FoldState } from '../state.ts';
import { reviewUser } from '../tasks/tasks.ts';
import { place, remove } from '../facts/timeline.ts';

/**
 * Notes that a call for this session was made in another one: that run's instance works for this
 * card from then on. A link is a fact of the run, known by the call's tool-use id where it has one.
 */
export function foldLink(
  state: FoldState,
  session: Session,
  event: TelemetryEvent,
  context: FoldContext,
): boolean {
  let isNew = false;
  for (const [run, record] of runsOf(state, event)) {
    if (run !== session && linkTo(state, { run, session, event, record }, context)) isNew = true;
  }
  return isNew;
}

/** The run that the caller names, and those whose client recorded the call. */
function runsOf(state: FoldState, event: TelemetryEvent): Map<Session, ToolRecord | null> {
  const runs = new Map<Session, ToolRecord | null>();
  if (event.parentSessionId !== undefined) {
    const key = sessionKeyOf(event.parentSessionId, event.device ?? '');
    runs.set(sessionOf(state, key, event.parentSessionId), null);
  }
  for (const [key, record] of recordsOf(state, event) ?? []) {
    const run = state.sessions.get(key);
    if (run !== undefined) runs.set(run, record);
  }
  return runs;
}

type Link = { run: Session; session: Session; event: TelemetryEvent; record: ToolRecord | null };

function linkTo(state: FoldState, link: Link, context: FoldContext): boolean {
  const { run, session, event } = link;
  const put = putFact(state, run, linkFact(link));
  if (put === null) return false;
  const { fact, page, was, left } = put;
  const attempt = attemptAt(session, event.time);
  const wasMeasured = isMeasuredCard(state.sessions, session, attempt);
  const before = edgesRestOn(run, fact, was);
  if (was !== null) remove(linksOf(run, session, was.instance), fact.key, was.at);
  place(linksOf(run, session, fact.fields.instance), { at: fact.fields.at, id: fact.key }, null);
  if (!session.runs.includes(run.key)) {
    session.runs.push(run.key);
    session.runs.sort();
    reviewUser(state, session);
  }
  doubtStandIns(state, run);
  doubtStandIns(state, session);
  if (left !== null) leavePage(left, fact, context.seq);
  settle(state, run, page, fact, context);
  const isEdgeChange = before !== edgesRestOn(run, fact, was);
  const changedAt = Math.min(fact.fields.at, was?.at ?? fact.fields.at);
  resettle(state, run, isEdgeChange ? 0 : changedAt, context);
  markAttempts(state, session, context.seq);
  if (was !== null || wasMeasured !== isMeasuredCard(state.sessions, session, attempt)) {
    resettleCard(state, session, 0, context);
  }
  return true;
}

/** What the edges of earlier facts rest on: whether the run leads cards, and which instances are some. */
const edgesRestOn = (run: Session, { fields }: Fact, was: Fact['fields'] | null): string =>
  [
    leadsCards(run),
    worksForCard(run, fields.instance ?? ''),
    worksForCard(run, was?.instance ?? ''),
  ].join();

function linkFact({ session, event, record }: Link): Fact {
  const fields = { at: event.time, instance: event.agentId ?? '', card: session.key };
  const stamp = { rank: RANKS.record[event.source], time: event.time, id: event.id };
  const key = `link ${session.key} ${event.toolUseId ?? event.id}`;
  const fact = newFact('link', key, fields, stamp);
  if (record !== null && record.instance !== null) {
    const { value, ...joined } = record.instance;
    fact.fields.instance = value;
    fact.overrides = { instance: joined };
  }
  return fact;
}

function linksOf(run: Session, session: Session, instance = ''): Boundary[] {
  const ofInstance = run.links.get(instance) ?? new Map<string, Boundary[]>();
  run.links.set(instance, ofInstance);
  const links = ofInstance.get(session.key) ?? [];
  ofInstance.set(session.key, links);
  return links;
}
