import type { FoldContext } from '../../derive/effects.ts';
import { countedAs, countMeasured } from '../../sessions/measured-requests.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { FoldState } from '../../state.ts';
import type { Fact } from '../fact.ts';
import type { Hour } from '../hours/hour.ts';
import type { PutFact } from '../put-fact.ts';

/**
 * A request that several runs claim belongs to the one with an OTLP record of it, else to the smaller
 * session id (rule WHO7): of all others the fact is a copy, which adds nothing. What a claim
 * rests on only grows, so it is enough to know who holds the request now. Answers whom it took the request from.
 */
export function claimRequest(
  session: SessionRecord,
  { hour, fact, was, left }: PutFact,
  context: FoldContext,
): Claim | null {
  const { state } = context;
  if (!hasSharedKey(fact)) return null;
  if (was !== null && fact.isCopy !== true) {
    if (left !== null) state.requests.add(fact.key, hour);
    return null;
  }
  if (was !== null && (was.source === 'otlp' || !isRecorded(fact))) return null;
  const claim = { session, hour, fact };
  const holder = holderOf(state, claim);
  if (holder !== null && isStronger(holder, claim)) {
    fact.isCopy = true;
    return null;
  }
  delete fact.isCopy;
  state.requests.add(fact.key, hour);
  if (holder !== null) releaseClaim(holder, context);
  return holder;
}

export type Claim = { session: SessionRecord; hour: Hour; fact: Fact };

/** Known by an id that the provider gave it, which is the same whoever reports it. */
const hasSharedKey = ({ key }: Fact): boolean =>
  key.startsWith('request ') || key.startsWith('message ');

/** No source is believed before OTLP, so its name stays once it reported the request. */
const isRecorded = ({ fields }: Fact): boolean => fields.source === 'otlp';

/** Who made a request reports it, before a gateway or the provider that did not. */
const believedOf = (fact: Fact): number =>
  isRecorded(fact) ? 2 : fact.fields.source === 'api' ? 0 : 1;

/** The other run that the request counts for: who came to hold it last. */
function holderOf(state: FoldState, { session, fact }: Claim): Claim | null {
  for (const ref of state.requests.find(fact.key)) {
    const other = ref.session === session.key ? undefined : state.sessions.get(ref.session);
    const hour = other === undefined ? undefined : state.facts.hour(ref.session, ref.hour);
    const known = hour === undefined ? undefined : state.facts.find(hour, fact.key);
    if (other === undefined || hour === undefined || known === undefined) continue;
    if (known.isCopy !== true) return { session: other, hour, fact: known };
  }
  return null;
}

function isStronger(a: Claim, b: Claim): boolean {
  if (believedOf(a.fact) !== believedOf(b.fact)) return believedOf(a.fact) > believedOf(b.fact);
  const [idA, idB] = [a.session.sessionId, b.session.sessionId];
  return idA === idB ? a.session.key < b.session.key : idA < idB;
}

/** The fact adds nothing from now on: another one counts the request. */
export const releaseClaim = (claim: Claim, context: FoldContext): void => {
  recount(claim, context, (fact) => {
    fact.isCopy = true;
  });
};

/** Changes which report of a request counts, of a fact that was there before. */
export function recount(
  { session, hour, fact }: Claim,
  context: FoldContext,
  change: (fact: Fact) => void,
): void {
  const { state } = context;
  const was = countedAs(fact);
  change(fact);
  state.facts.touch(hour, fact);
  state.sessions.touch(session.key);
  context.effects.touch('record', session);
  context.effects.touch('shown', session);
  countMeasured(session, { fact, was }, context);
  context.effects.fact(fact, { run: session, hour });
}
