import type { EventOf } from '@claude-monitor/protocol/event/event';
import { answerKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../../derive/effects.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { releaseClaim, type Claim } from './claims.ts';
import {
  alikeNameOf,
  APART_MS,
  inputOf,
  isAnswer,
  isOfProvider,
  KEY,
  nameOfMade,
  SPAN,
} from './alike.ts';
import { pairAlike } from './pair-alike.ts';
import type { Fact } from '../fact.ts';
import { factsFrom, findFactNear, type FactPlace, type PutFact } from '../put-fact.ts';

/**
 * A request that its provider reports under its own id counts for whoever made it and knows that id not: by the id of
 * the answer, which the provider reports too, else, for who knows no id at all, by model, tokens and time, where
 * each report of a maker stands for one of the provider's (`pair-alike.ts`). Two that both know the provider's id need
 * none of this. The provider's report yields to whatever report of a maker there is, so the order does not matter.
 */
export function claimRelayed({ session, put, event, taken }: Relayed, context: FoldContext): void {
  const { fact, hour, was } = put;
  if (isRelayed(event)) {
    // Its maker reported it under the same id.
    if (!isOfProvider(fact)) return;
    const [answer, alike] = [answerNameOf(event), alikeNameOf(fact)];
    if (was === null) {
      for (const name of [answer, alike]) if (name !== null) context.state.requests.add(name, hour);
    }
    if (answer !== null && isMade(answer, fact, context)) fact.isCopy = true;
    pairAlike({ session, hour, fact, isNew: true }, context);
    return;
  }
  // A report of the provider that yields by its id needs no other one to yield to.
  if (taken !== null && isOfProvider(taken.fact)) pairAlike({ ...taken, isNew: false }, context);
  const name = nameOfMade(fact);
  if (name === null) return;
  if (!isAnswer(fact)) {
    if (was === null) context.state.requests.add(name, hour);
    pairAlike({ session, hour, fact, isNew: true }, context);
    return;
  }
  for (const { run, place } of reportsNamed(name, fact, context)) {
    if (!isOfProvider(place.fact) || place.fact.isCopy === true) continue;
    releaseClaim({ session: run, ...place }, context);
    pairAlike({ session: run, ...place, isNew: false }, context);
  }
}

type Relayed = {
  session: SessionRecord;
  put: PutFact;
  event: EventOf<'usage'>;
  /** The report that this one took the request from, by an id that both know. */
  taken: Claim | null;
};

const isRelayed = ({ span, requestId }: EventOf<'usage'>): boolean =>
  span?.isRelayed === true && requestId !== undefined && !requestId.startsWith(SPAN);

/** The key of a report that knows the answer alone. */
function answerNameOf(event: EventOf<'usage'>): string | null {
  const { messageId, outputTokens } = event;
  if (messageId === undefined) return null;
  return `${KEY}${answerKeyOf(messageId, { input: inputOf(event), output: outputTokens })}`;
}

function isMade(name: string, fact: Fact, context: FoldContext): boolean {
  for (const { place } of reportsNamed(name, fact, context)) {
    if (nameOfMade(place.fact) === name) return true;
  }
  return false;
}

/** Reports that are entered under a name, of about the same time. */
function* reportsNamed(
  name: string,
  { fields: { at }, key }: Fact,
  { state }: FoldContext,
): Generator<{ run: SessionRecord; place: FactPlace }> {
  const seen = new Set<string>();
  for (const ref of state.requests.find(name)) {
    if (seen.has(ref.session)) continue;
    if (seen.size >= LIMITS.reportsJoined) return;
    seen.add(ref.session);
    const run = state.sessions.get(ref.session);
    if (run === undefined) continue;
    const exact = findFactNear(state, run, { kind: 'request', key: name, at });
    if (exact !== null && exact.fact.key !== key) yield { run, place: exact };
    let looked = 0;
    for (const place of factsFrom(state, run, { from: at - APART_MS, kinds: ['request'] })) {
      if (place.fact.fields.at > at + APART_MS || looked >= LIMITS.reportsJoined) break;
      looked++;
      if (place.fact.key !== key && isNamed(place.fact, name)) yield { run, place };
    }
  }
}

/** A provider's report is entered under a name that its fact does not keep: its tokens say whether it is meant. */
function isNamed(fact: Fact, name: string): boolean {
  if (nameOfMade(fact) === name) return true;
  const tokens = ` ${String(inputOf(fact.fields))}/${String(fact.fields.outputTokens ?? 0)}`;
  return isOfProvider(fact) && name.endsWith(tokens);
}
