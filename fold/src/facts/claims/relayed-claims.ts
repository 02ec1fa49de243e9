import type { EventOf } from '@claude-monitor/protocol/event/event';
import { answerKeyOf } from '@claude-monitor/protocol/ids';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../../derive/effects.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import { giveUp } from './claims.ts';
import type { Fact } from '../fact.ts';
import { factsFrom, findFactNear, type FactPlace, type PutFact } from '../put-fact.ts';

/**
 * A request that its provider reports under its own id counts for whoever made it and knows that id not: by the id of
 * the answer, which the provider reports too, else, for who knows no id at all, by model, tokens and time. Two that
 * both know the provider's id need none of this. What a claim rests on only grows, so the order does not matter: the
 * provider's report yields to whatever report of a maker there is.
 */
export function claimRelayed(
  { put, event }: { put: PutFact; event: EventOf<'usage'> },
  context: FoldContext,
): void {
  const { fact, hour, was } = put;
  if (isRelayed(event)) {
    // Its maker told it under the same id.
    if (!isOfProvider(fact)) return;
    const names = [answerNameOf(event), alikeNameOf(fact)].filter((name) => name !== null);
    if (was === null) for (const name of names) context.state.requests.add(name, hour);
    if (names.some((name) => isMade(name, fact, context))) fact.isCopy = true;
    return;
  }
  const name = nameOfMade(fact);
  if (name === null) return;
  if (was === null && !isAnswer(fact)) context.state.requests.add(name, hour);
  for (const { run, place } of reportsNamed(name, fact, context)) {
    if (isOfProvider(place.fact) && place.fact.isCopy !== true) {
      giveUp({ session: run, ...place }, context);
    }
  }
}

const isRelayed = ({ span, requestId }: EventOf<'usage'>): boolean =>
  span?.isRelayed === true && requestId !== undefined && !requestId.startsWith(SPAN);

/** Ends of two clocks that are right, and of an answer at its provider and its caller. */
const APART_MS = 15_000;

const KEY = 'request ';
const SPAN = 'span ';
/** What `answerKeyOf` makes. */
const ANSWER = / \d+\/\d+$/;
const BY_PROVIDER = 'api';

const isAnswer = ({ key }: Fact): boolean => key.startsWith(KEY) && ANSWER.test(key);
const isOfProvider = ({ key, fields }: Fact): boolean =>
  fields.source === BY_PROVIDER && key.startsWith(KEY) && !ANSWER.test(key);

const inputOf = ({ inputTokens = 0, cacheReadTokens = 0, cacheCreationTokens = 0 }): number =>
  inputTokens + cacheReadTokens + cacheCreationTokens;

/** The key of a report that knows the answer alone. */
function answerNameOf(event: EventOf<'usage'>): string | null {
  const { messageId, outputTokens } = event;
  if (messageId === undefined) return null;
  return `${KEY}${answerKeyOf(messageId, { input: inputOf(event), output: outputTokens })}`;
}

/** Models of that provider, by the name that it has for them everywhere. */
const MODEL = /claude-[a-z0-9.-]*[a-z0-9]/;

function alikeNameOf({ fields }: Fact): string | null {
  const model = MODEL.exec(fields.model?.toLowerCase() ?? '')?.[0];
  if (model === undefined || (fields.outputTokens ?? 0) === 0) return null;
  return `alike ${model} ${String(inputOf(fields))}/${String(fields.outputTokens)}`;
}

/** By what a maker's report that knows no id of the provider is found; null: it knows one, or is none. */
function nameOfMade(fact: Fact): string | null {
  const { key, fields } = fact;
  if (fields.source !== 'otlp' || fields.isMeasured !== true) return null;
  if (isAnswer(fact)) return key;
  return key.startsWith('usage ') || key.startsWith(KEY + SPAN) ? alikeNameOf(fact) : null;
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

/** A provider's report is entered under names that its fact does not keep: its tokens say whether it is meant. */
function isNamed(fact: Fact, name: string): boolean {
  if (nameOfMade(fact) === name) return true;
  if (!isOfProvider(fact)) return false;
  const tokens = ` ${String(inputOf(fact.fields))}/${String(fact.fields.outputTokens ?? 0)}`;
  return name.startsWith('alike ') ? alikeNameOf(fact) === name : name.endsWith(tokens);
}
