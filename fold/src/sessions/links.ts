import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { ToolRecord } from '../facts/call.ts';
import { recordsOf } from '../facts/calls.ts';
import { newFact, type Fact } from '../facts/fact.ts';
import { noteArrival } from '../facts/hours/hour.ts';
import { putFact, type PutFact } from '../facts/put-fact.ts';
import { RANKS } from '../facts/stamp.ts';
import { firstFrom, place, remove } from '../facts/timeline.ts';
import type { FoldContext } from '../derive/effects.ts';
import { recomputeFact } from '../derive/recompute.ts';
import { recomputeSpawned } from '../derive/spawned.ts';
import { sessionOf, type FoldState } from '../state.ts';
import { attemptAt } from './attempts.ts';
import { isMeasuredCard } from './measured.ts';
import type { Link, Session } from './session.ts';
import { openSubagent, subagentOf, touchSubagent } from './subagents.ts';

/**
 * Records that a call for this session was made in another one: that run's main loop or subagent works
 * for this session from then on. A link is a fact of the run, known by the call's tool-use id where it
 * has one.
 */
export function applyLink(session: Session, event: TelemetryEvent, context: FoldContext): boolean {
  const { state } = context;
  let isNew = false;
  for (const [run, record] of runsOf(state, event)) {
    if (run !== session && linkTo({ run, session, event, record }, context)) isNew = true;
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

type Linking = { run: Session; session: Session; event: TelemetryEvent; record: ToolRecord | null };

function linkTo(linking: Linking, context: FoldContext): boolean {
  const { state, effects } = context;
  const { run, session, event } = linking;
  // Lists of a record are bounded: a run that is not in them works for itself.
  const isKnown = session.runs.includes(run.key);
  if (!isKnown && session.runs.length >= LIMITS.linkedSessions) return false;
  const put = putFact(context, run, linkFact(linking));
  if (put === null) return false;
  const { fact, hour, was, left } = put;
  noteArrival(hour, context.arrivedOn);
  const attempt = attemptAt(session, event.time);
  const wasMeasured = isMeasuredCard(state.sessions, session, attempt);
  const edges = edgesRestOn(state, run, put);
  moveLink({ run, session, put }, context);
  if (!isKnown) {
    session.runs.push(run.key);
    session.runs.sort();
    effects.touch('runs', session);
  }
  state.sessions.touch(run.key);
  state.sessions.touch(session.key);
  effects.links(run);
  effects.links(session);
  recomputeFact({ run, hour, fact, left }, context);
  const after = edgesRestOn(state, run, put);
  const changedAt = Math.min(fact.fields.at, was?.at ?? fact.fields.at);
  effects.facts(run.key, edges.isLeading === after.isLeading ? changedAt : 0);
  for (const [agentId, isWorking] of after.working) {
    // Who works for a session of its own is no longer shown as the subagent that was spawned.
    if (edges.working.get(agentId) !== isWorking) {
      recomputeSpawned(run, agentId, context);
    }
  }
  effects.touch('shown', session);
  if (was !== null || wasMeasured !== isMeasuredCard(state.sessions, session, attempt)) {
    effects.boundaries(session, 0);
  }
  return true;
}

/** What the edges of earlier facts rest on: whether the run leads cards, and which instances are some. */
const edgesRestOn = (
  state: FoldState,
  run: Session,
  { fact: { fields }, was }: PutFact,
): { isLeading: boolean; working: Map<string, boolean> } => ({
  isLeading: run.linked.size > 1,
  working: new Map(
    [fields.instance ?? '', was?.instance ?? '']
      .filter((agentId) => agentId !== '')
      .map((agentId) => [agentId, hasLinks(state, run, agentId)]),
  ),
});

const hasLinks = (state: FoldState, run: Session, agentId: string): boolean =>
  agentId !== '' && (subagentOf(state, run, agentId)?.links.length ?? 0) > 0;

/** Puts the link where its time and its instance say, away from where it was. */
function moveLink(
  { run, session, put: { fact, was } }: { run: Session; session: Session; put: PutFact },
  context: FoldContext,
): void {
  const { state } = context;
  const times = run.linked.get(session.key) ?? [];
  if (was !== null) {
    remove(linksOf(state, run, was.instance ?? ''), fact.key, was.at);
    remove(times, fact.key, was.at);
  }
  const { at, instance = '' } = fact.fields;
  const link = { at, id: fact.key, session: session.key };
  const links = linksOf(state, run, instance);
  place(links, link, null);
  place(times, { at, id: fact.key }, null);
  run.linked.set(session.key, times);
  const [oldest] = run.linked.keys();
  if (run.linked.size > LIMITS.linkedSessions && oldest !== undefined) run.linked.delete(oldest);
  cutLinks(run, links, context);
  // Only the first and the last ones say which attempts a session was linked in.
  if (times.length > LIMITS.linkTimes) times.splice(times.length >> 1, 1);
}

/** Older links go, and what rests on them keeps its owner. */
function cutLinks(run: Session, links: Link[], context: FoldContext): void {
  if (links.length <= LIMITS.linksOfInstance) return;
  const kept = links.splice(0, links.length >> 1);
  const cutAt = links[0]?.at ?? kept.at(-1)?.at ?? 0;
  run.fixedBefore = Math.max(run.fixedBefore, links[firstFrom(links, cutAt)]?.at ?? cutAt);
  context.effects.touch('record', run);
}

function linksOf(state: FoldState, run: Session, instance: string): Link[] {
  if (instance === '') return run.links;
  const { links } = openSubagent(state, run, instance);
  touchSubagent(state, run, instance);
  return links;
}

function linkFact({ session, event, record }: Linking): Fact {
  const fields = { at: event.time, instance: event.agentId ?? '', card: session.key };
  const stamp = { rank: RANKS.record[event.source], time: event.time, id: event.id };
  const key = `link ${session.key} ${event.toolUseId ?? event.id}`;
  const fact = newFact({ kind: 'link', key, fields, stamp });
  if (record !== null && record.instance !== null) {
    const { value, ...joined } = record.instance;
    fact.fields.instance = value;
    fact.overrides = { instance: joined };
  }
  return fact;
}
