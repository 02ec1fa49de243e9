import { provenanceOf, type EventOf } from '@claude-monitor/protocol/event/event';
import { labelText } from '@claude-monitor/protocol/labels';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { noUsage, type UsageSums } from '@claude-monitor/protocol/figures';
import { addFact, eventKey, addSignal, plainFact } from '../facts/add-fact.ts';
import { claimRequest } from '../facts/claims/claims.ts';
import { claimRelayed } from '../facts/claims/relayed-claims.ts';
import { isOfRepeatedId } from '../facts/claims/repeated-ids.ts';
import type { Fact } from '../facts/fact.ts';
import { recordUnattributed } from '../sessions/at-work.ts';
import { countedAs, countMeasured } from '../sessions/measured-requests.ts';
import type { PutFact } from '../facts/put-fact.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldContext } from '../derive/effects.ts';
import { newest, RANKS } from '../facts/stamp.ts';
import { tierOf } from '../price.ts';
import { traceRequest } from '../traces/fold-trace.ts';
import { place } from '../facts/timeline.ts';

/** One API request, or what an agent says it used. */
export function foldUsage(
  session: SessionRecord,
  event: EventOf<'usage'>,
  context: FoldContext,
): boolean {
  const isMeasured = provenanceOf(event) === 'measured';
  const isContext = recordContext(session, event, isMeasured);
  const isSignal = !isMeasured && addSignal(session, event.time);
  const fact = requestFact(event, {
    isMeasured,
    statedAt: event.time - (context.clock.shiftMs ?? 0),
  });
  const isAdded = addFact({ session, fact }, context, (put) => {
    const was = put.was === null ? null : countedAs({ ...put.fact, fields: put.was });
    const isRepeated = isOfRepeatedId({ session, put, event }, context);
    const taken = isRepeated ? null : claimRequest(session, put, context);
    claimRelayed({ session, put, event, taken }, context);
    countMeasured(session, { fact: put.fact, was }, context);
    addReading(session, put, context);
    const { agentId, subagentType, at } = put.fact.fields;
    if (agentId === undefined && subagentType !== undefined) recordUnattributed(session, at);
  });
  const isTraced = traceRequest(session, { event, key: fact.key }, context);
  return isAdded || isTraced || isContext || isSignal;
}

/** The session keeps its readings: the one after a late one grew by less. */
function addReading(session: SessionRecord, { fact, was }: PutFact, context: FoldContext): void {
  if (fact.fields.isCumulative !== true) return;
  const { at } = fact.fields;
  const sums = { ...noUsage(), ...tokensOf(fact.fields) };
  place(session.readings, { at, id: fact.key, sums }, was?.at ?? null);
  if (session.readings.length > LIMITS.readings) {
    session.readings.shift();
    session.fixedBefore = Math.max(session.fixedBefore, session.readings[0]?.at ?? 0);
  }
  context.effects.facts(session.key, Math.min(at, was?.at ?? at));
}

export function foldContext(session: SessionRecord, event: EventOf<'session.context'>): boolean {
  const stamp = { rank: 0, time: event.time, id: event.id };
  const { contextReading } = session;
  if (event.contextTokens !== undefined) {
    session.contextReading = newest(session.contextReading, {
      ...stamp,
      value: event.contextTokens,
    });
  }
  return recordWindow(session, event) || session.contextReading !== contextReading;
}

type Known = { isMeasured: boolean; statedAt: number };

function requestFact(event: EventOf<'usage'>, known: Known): Fact {
  const { isMeasured } = known;
  const fact = plainFact(event, 'request', requestKey(event, known));
  fact.stamp.rank = RANKS.usage[event.source];
  if (event.span?.isRelayed === true) {
    // Who made the request knows it better, and it is theirs.
    fact.stamp.rank -= RELAYED;
    fact.fields.source = 'api';
  }
  // Its log record names the model as it answered.
  if (event.isCacheDurationUnsaid === true) fact.stamp.rank -= SPAN_OF_CLIENT;
  Object.assign(fact.fields, tokensOf(event));
  fact.fields.isMeasured = isMeasured;
  if (event.model !== undefined) fact.fields.model = event.model;
  if (event.cacheCreation1hTokens !== undefined) {
    fact.fields.cacheCreation1hTokens = event.cacheCreation1hTokens;
  }
  if (event.isCacheDurationUnsaid === true) fact.fields.isCacheDurationUnsaid = true;
  if (event.clientCostMicros !== undefined) fact.fields.clientCostMicros = event.clientCostMicros;
  const tier = tierOf([event.speed, event.serviceTier]);
  if (tier !== '') fact.fields.tier = tier;
  if (event.webSearches !== undefined && event.webSearches > 0) {
    fact.fields.webSearches = event.webSearches;
  }
  if (event.cumulative === true) fact.fields.isCumulative = true;
  if (event.subagentType !== undefined) fact.fields.subagentType = event.subagentType;
  const labels = labelText(event.labels);
  if (labels !== '') fact.fields.labels = labels;
  return fact;
}

/** Less than lies between two sources. */
const RELAYED = 0.5;
const SPAN_OF_CLIENT = 0.25;

/**
 * Request id, else message id, else what it was, at the time that its sender says; a self-report is known by
 * its event id.
 */
function requestKey(event: EventOf<'usage'>, { isMeasured, statedAt }: Known): string {
  if (event.requestId !== undefined) return `request ${event.requestId}`;
  if (event.messageId !== undefined) return `message ${event.messageId}`;
  if (!isMeasured) return eventKey(event, 'request');
  const sums = Object.values(tokensOf(event));
  return `usage ${JSON.stringify([statedAt, event.model ?? '', sums])}`;
}

function recordContext(
  session: SessionRecord,
  event: EventOf<'usage'>,
  isMeasured: boolean,
): boolean {
  const isWindow = recordWindow(session, event);
  if (event.agentId !== undefined || event.cumulative === true || !isMainLoop(event)) {
    return isWindow;
  }
  const before = session.lastRequest;
  const tokens = event.inputTokens + event.cacheReadTokens + event.cacheCreationTokens;
  session.lastRequest = newest(session.lastRequest, {
    rank: isMeasured ? 1 : 0,
    time: event.time,
    id: event.id,
    value: { tokens, isMeasured },
  });
  return isWindow || session.lastRequest !== before;
}

/** Early clients name no subagent, but what asked; others ask too: compaction, titles, hooks. */
const isMainLoop = ({ querySource }: EventOf<'usage'>): boolean =>
  querySource === undefined || /^(sdk|repl_main_thread)/.test(querySource);

function recordWindow(
  session: SessionRecord,
  event: EventOf<'usage'> | EventOf<'session.context'>,
): boolean {
  if (event.contextWindow === undefined) return false;
  const before = session.contextWindow;
  session.contextWindow = newest(session.contextWindow, {
    rank: RANKS.usage[event.source],
    time: event.time,
    id: event.id,
    value: event.contextWindow,
  });
  return session.contextWindow !== before;
}

type Tokens = Pick<
  UsageSums,
  'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheCreationTokens'
>;

const tokensOf = (of: Partial<Tokens>): Tokens => ({
  inputTokens: of.inputTokens ?? 0,
  outputTokens: of.outputTokens ?? 0,
  cacheReadTokens: of.cacheReadTokens ?? 0,
  cacheCreationTokens: of.cacheCreationTokens ?? 0,
});
