import type { EventOf } from '@claude-monitor/protocol/event/event';
import { answerKeyOf, sessionKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../../derive/effects.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { factsFrom, type FactPlace, type PutFact } from '../put-fact.ts';
import type { HourRef } from '../request-index.ts';
import { recount } from './claims.ts';

type Reported = { session: SessionRecord; put: PutFact; event: EventOf<'usage'> };

/**
 * Some servers write the same id into each answer. One that different conversations report with different tokens is
 * none: what they report under it counts for each of them. True where that is known of this report's id.
 */
export function isOfRepeatedId(reported: Reported, context: FoldContext): boolean {
  const { put, event } = reported;
  const { requests } = context.state;
  const id = answerIdOf(event);
  if (id === null || put.fact.fields.source !== 'otlp') return false;
  const isRepeated = isKnownAsRepeated(id, context);
  if (isRepeated) delete put.fact.isCopy;
  if (put.was !== null && put.left === null) return isRepeated;
  if (!isRepeated) {
    requests.add(`answer ${id}`, put.hour);
    const other = otherTokens(id, reported, context);
    if (other === null) return false;
    for (const hour of [other, put.hour]) requests.add(`repeated ${id}`, hour);
    countEach(id, context);
  }
  return true;
}

/** Only what a span reports of an answer by its id; its tokens are in its key. */
function answerIdOf({ requestId, messageId, span, ...event }: EventOf<'usage'>): string | null {
  if (messageId === undefined || span === undefined || span.isRelayed === true) return null;
  const input = event.inputTokens + event.cacheReadTokens + event.cacheCreationTokens;
  const key = answerKeyOf(messageId, { input, output: event.outputTokens });
  return key === requestId && key.startsWith(messageId) ? messageId : null;
}

/** An index may mix up keys, so what it finds is looked at. */
function isKnownAsRepeated(id: string, context: FoldContext): boolean {
  for (const { places } of hoursNamed(`repeated ${id}`, id, context)) {
    if (places.length > 0) return true;
  }
  return false;
}

/** Where another conversation reports the id with other tokens; a span around calls may, of its own trace. */
function otherTokens(id: string, { session, put, event }: Reported, context: FoldContext) {
  const trace = sessionKeyOf(event.span?.trace ?? '', event.device ?? '');
  for (const { run, ref, places } of hoursNamed(`answer ${id}`, id, context)) {
    if (run === session || run.traces.length === 0 || run.traces.includes(trace)) continue;
    if (places.some(({ fact }) => fact.key !== put.fact.key)) return ref;
  }
  return null;
}

function countEach(id: string, context: FoldContext): void {
  for (const { run, places } of hoursNamed(`answer ${id}`, id, context)) {
    for (const { hour, fact } of places) {
      if (fact.isCopy !== true) continue;
      recount({ session: run, hour, fact }, context, (known) => {
        delete known.isCopy;
      });
    }
  }
}

type Named = { run: SessionRecord; ref: HourRef; places: FactPlace[] };

/** Hours of sessions that are entered under a name, each with what a span reported of that id. */
function* hoursNamed(name: string, id: string, { state }: FoldContext): Generator<Named> {
  const seen = new Set<string>();
  for (const ref of state.requests.find(name)) {
    const key = `${ref.session} ${String(ref.hour)}`;
    if (seen.has(key)) continue;
    if (seen.size >= LIMITS.repeatedIds) return;
    seen.add(key);
    const run = state.sessions.get(ref.session);
    if (run === undefined) continue;
    const places: FactPlace[] = [];
    let looked = 0;
    for (const place of factsFrom(state, run, { from: ref.hour, kinds: ['request'] })) {
      const { fact } = place;
      if (fact.fields.at >= ref.hour + TIME.hourMs || looked >= LIMITS.reportsJoined) break;
      looked++;
      const isOfId = fact.key.startsWith(`request ${id} `) && fact.fields.source === 'otlp';
      if (isOfId) places.push(place);
    }
    yield { run, ref, places };
  }
}
