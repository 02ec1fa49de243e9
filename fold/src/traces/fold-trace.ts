import type { EventOf } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../derive/effects.ts';
import { nameOfMade } from '../facts/claims/alike.ts';
import { pairAlike } from '../facts/claims/pair-alike.ts';
import { findFactNear } from '../facts/put-fact.ts';
import { countedAs, countMeasured } from '../sessions/measured-requests.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import { coveredCalls } from './covered.ts';
import { nameConversation } from './name-conversation.ts';
import { addParents, addTools, newTrace, pairsOf, type Trace, type TracedCall } from './trace.ts';

/** Spans between calls, and the conversation that a trace is: no life of a session. */
export function foldTrace(event: EventOf<'trace'>, context: FoldContext): boolean {
  const { state } = context;
  const trace = traceOf(state, event.trace, event.device);
  const isNewParent = addParents(trace, event.spans);
  const isNews = addTools(trace, event.tools ?? []) || isNewParent;
  if (isNews) recover(trace, '', context);
  const isNamed = nameConversation(trace, event, context);
  if (isNews || isNamed) state.traces.touch(traceKey(event.trace, event.device));
  return isNews || isNamed;
}

export function traceRequest(
  session: SessionRecord,
  { event, key: fact }: { event: EventOf<'usage'>; key: string },
  context: FoldContext,
): boolean {
  const { state } = context;
  const { span } = event;
  if (span === undefined) return false;
  const key = traceKey(span.trace, event.device);
  const trace = traceOf(state, span.trace, event.device);
  const call: TracedCall = {
    role: span.role,
    isRelayed: span.isRelayed === true,
    input: event.inputTokens + event.cacheReadTokens + event.cacheCreationTokens,
    output: event.outputTokens,
    ...(event.model === undefined ? {} : { model: event.model }),
    session: session.key,
    fact,
    at: event.time,
    isCovered: false,
  };
  const isNews = addParents(trace, pairsOf(span)) || !isSameCall(trace.calls.get(span.id), call);
  if (isNews) {
    rememberTrace(state, session, key);
    if (trace.calls.has(span.id) || trace.calls.size < LIMITS.callsOfTrace) {
      trace.calls.set(span.id, call);
    }
    recover(trace, fact, context);
  }
  const isNamed = nameConversation(trace, event, context);
  if (isNews || isNamed) state.traces.touch(key);
  return isNews || isNamed;
}

const isSameCall = (known: TracedCall | undefined, call: TracedCall): boolean =>
  known !== undefined && JSON.stringify({ ...known, isCovered: false }) === JSON.stringify(call);

/** Decides again which calls count; `added` is the fact whose call is new, '' for none. */
function recover(trace: Trace, added: string, context: FoldContext): void {
  const covered = coveredCalls(trace);
  const changed = new Set<string>();
  const open = new Set<string>();
  for (const [id, call] of trace.calls) {
    if (call.isCovered !== covered.has(id) || call.fact === added) changed.add(call.fact);
    call.isCovered = covered.has(id);
    if (!call.isCovered) open.add(call.fact);
  }
  const done = new Set<string>();
  for (const call of trace.calls.values()) {
    const { session, fact } = call;
    const key = `${session} ${fact}`;
    if (!changed.has(fact) || done.has(key)) continue;
    done.add(key);
    // Two spans may tell one request, of two sessions too: it counts while one of them does.
    coverFact(call, !open.has(fact), context);
  }
}

function coverFact(
  { session, fact: key, at }: TracedCall,
  isCovered: boolean,
  context: FoldContext,
): void {
  const { state, effects } = context;
  const run = state.sessions.get(session);
  const place = run === undefined ? null : findFactNear(state, run, { kind: 'request', key, at });
  if (run === undefined || place === null) return;
  const { fact, hour } = place;
  if ((fact.isCovered === true) === isCovered) return;
  const was = countedAs(fact);
  if (isCovered) fact.isCovered = true;
  else delete fact.isCovered;
  state.facts.touch(hour, fact);
  state.sessions.touch(run.key);
  effects.touch('record', run);
  effects.touch('shown', run);
  countMeasured(run, { fact, was }, context);
  effects.fact(fact, { run, hour });
  if (nameOfMade(fact) !== null) pairAlike({ session: run, hour, fact, isNew: false }, context);
}

const traceKey = (trace: string, device = ''): string => sessionKeyOf(trace, device);

function traceOf(state: FoldState, id: string, device: string | undefined): Trace {
  const key = traceKey(id, device);
  const known = state.traces.get(key);
  if (known !== undefined) return known;
  const trace = newTrace(id);
  state.traces.put(key, trace);
  return trace;
}

/** A session keeps its newest traces; what comes late of an older one is a trace of its own. */
function rememberTrace(state: FoldState, session: SessionRecord, key: string): void {
  if (session.traces.includes(key)) return;
  session.traces.push(key);
  state.sessions.touch(session.key);
  if (session.traces.length <= LIMITS.tracesOfSession) return;
  const oldest = session.traces.shift();
  if (oldest !== undefined) state.traces.delete(oldest);
}

export function forgetTraces(state: FoldState, session: SessionRecord): void {
  for (const key of session.traces) state.traces.delete(key);
  session.traces = [];
}
