import type { TelemetryEvent } from '../event.ts';
import { sessionKeyOf } from '../ids.ts';
import { attemptAt } from './attempts.ts';
import { recordsOf, type ToolRecord } from './calls.ts';
import { newFact, type Fact } from './fact.ts';
import { isMeasuredCard } from './measured.ts';
import { putFact } from './page-facts.ts';
import type { Boundary, Session } from './session.ts';
import { resettle, resettleCard, type FoldContext } from './settle.ts';
import { doubtStandIns } from './shown-as.ts';
import { RANKS } from './stamp.ts';
import { markAttempts, sessionOf, type FoldState } from './state.ts';
import { place, remove } from './timeline.ts';

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
  const { fact, was } = put;
  const attempt = attemptAt(session, event.time);
  const wasMeasured = isMeasuredCard(state.sessions, session, attempt);
  if (was !== null) remove(linksOf(run, session, was.instance), fact.key, was.at);
  place(linksOf(run, session, fact.fields.instance), { at: fact.fields.at, id: fact.key }, null);
  if (!session.runs.includes(run.key)) {
    session.runs.push(run.key);
    session.runs.sort();
  }
  doubtStandIns(state, run);
  doubtStandIns(state, session);
  resettle(state, run, Math.min(fact.fields.at, was?.at ?? fact.fields.at), context);
  markAttempts(state, session, context.seq);
  if (was !== null || wasMeasured !== isMeasuredCard(state.sessions, session, attempt)) {
    resettleCard(state, session, 0, context);
  }
  return true;
}

function linkFact({ session, event, record }: Link): Fact {
  const fields = { at: event.time, instance: event.agentId ?? '' };
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
