import { provenanceOf, type EventOf } from '../event.ts';
import { noUsage, type UsageSums } from '../figures.ts';
import { addFact, noteSignal, plainFact } from './add-fact.ts';
import type { Fact } from './fact.ts';
import { insertByTime, type Session } from './session.ts';
import { resettle, resettleCard, type FoldContext } from './settle.ts';
import { newest, RANKS } from './stamp.ts';
import { markCard, type FoldState } from './state.ts';

/** One API request, or what an agent says it used. */
export function foldUsage(
  state: FoldState,
  session: Session,
  event: EventOf<'usage'>,
  context: FoldContext,
): boolean {
  const isMeasured = provenanceOf(event) === 'measured';
  const isCumulative = event.cumulative === true;
  const fact = requestFact(event, isMeasured);
  noteContext(session, event, isMeasured);
  if (!isMeasured) noteSignal(session, event.time);
  const wasMeasured = session.measuredRequests > 0;
  const isAdded = addFact(state, session, fact, context, (_, isNew) => {
    if (!isNew) return;
    if (isMeasured) session.measuredRequests++;
    if (isCumulative) {
      const sums = { ...noUsage(), ...tokensOf(event) };
      insertByTime(session.readings, { at: event.time, id: fact.key, sums });
    }
  });
  if (!isAdded) return false;
  if (isCumulative) resettle(state, session, event.time, context);
  if (!wasMeasured && session.measuredRequests > 0) supersede(state, session, context);
  return true;
}

export function foldGauge(session: Session, event: EventOf<'gauge'>): boolean {
  const stamp = { rank: 0, time: event.time, id: event.id };
  const { gauge, contextWindow } = session;
  if (event.contextTokens !== undefined) {
    session.gauge = newest(session.gauge, { ...stamp, value: event.contextTokens });
  }
  noteWindow(session, event);
  return session.gauge !== gauge || session.contextWindow !== contextWindow;
}

/** The run is measured now: the self-reports of every card it works for are shown, not added (USE1). */
function supersede(state: FoldState, run: Session, context: FoldContext): void {
  const cards = new Set([run.key]);
  for (const links of run.links.values()) for (const link of links) cards.add(link.session);
  for (const key of cards) {
    const card = state.sessions.get(key);
    if (card === undefined) continue;
    resettleCard(state, card, 0, context);
    for (const attempt of card.attempts) markCard(state, attempt.card, context.seq);
  }
}

function requestFact(event: EventOf<'usage'>, isMeasured: boolean): Fact {
  const fact = plainFact(event, 'request', requestKey(event, isMeasured));
  fact.stamp.rank = RANKS.usage[event.source];
  Object.assign(fact.fields, tokensOf(event));
  fact.fields.isMeasured = isMeasured;
  if (event.model !== undefined) fact.fields.model = event.model;
  if (event.cacheCreation1hTokens !== undefined) {
    fact.fields.cacheCreation1hTokens = event.cacheCreation1hTokens;
  }
  if (event.clientCostMicros !== undefined) fact.fields.clientCostMicros = event.clientCostMicros;
  if (event.cumulative === true) fact.fields.isCumulative = true;
  return fact;
}

/** Request id, else message id, else what it was; a self-report is known by its event id. */
function requestKey(event: EventOf<'usage'>, isMeasured: boolean): string {
  if (event.requestId !== undefined) return `request ${event.requestId}`;
  if (event.messageId !== undefined) return `message ${event.messageId}`;
  if (!isMeasured) return event.id;
  const sums = Object.values(tokensOf(event));
  return `usage ${JSON.stringify([event.time, event.model ?? '', sums])}`;
}

function noteContext(session: Session, event: EventOf<'usage'>, isMeasured: boolean): void {
  noteWindow(session, event);
  if (event.agentId !== undefined || event.cumulative === true) return;
  const tokens = event.inputTokens + event.cacheReadTokens + event.cacheCreationTokens;
  session.lastRequest = newest(session.lastRequest, {
    rank: isMeasured ? 1 : 0,
    time: event.time,
    id: event.id,
    value: { tokens, isMeasured },
  });
}

function noteWindow(session: Session, event: EventOf<'usage'> | EventOf<'gauge'>): void {
  if (event.contextWindow === undefined) return;
  session.contextWindow = newest(session.contextWindow, {
    rank: RANKS.usage[event.source],
    time: event.time,
    id: event.id,
    value: event.contextWindow,
  });
}

type Tokens = Pick<
  UsageSums,
  'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheCreationTokens'
>;

const tokensOf = (event: EventOf<'usage'>): Tokens => ({
  inputTokens: event.inputTokens,
  outputTokens: event.outputTokens,
  cacheReadTokens: event.cacheReadTokens,
  cacheCreationTokens: event.cacheCreationTokens,
});
