import type { Fact } from './fact.ts';
import { countedTokens, noteMeasured } from '../sessions/measured-requests.ts';
import type { PutFact } from './page-facts.ts';
import type { Page } from './page.ts';
import type { Session } from '../sessions/session.ts';
import { settle, type FoldContext } from '../derive/settle.ts';
import { markAttempts, type FoldState } from '../state.ts';

/** Names a page without holding it. */
export type PageRef = { session: string; hour: number };

/**
 * Where requests lie, whichever run told them: a fork's transcript copies those of its origin. What is
 * found may hold the request or not, so an index may keep hashes; it may forget the oldest.
 */
export type ClaimIndex = {
  find(key: string): PageRef[];
  add(key: string, page: PageRef): void;
};

export function memoryClaims(): ClaimIndex {
  const pages = new Map<string, PageRef[]>();
  return {
    find: (key) => pages.get(key) ?? [],
    add: (key, { session, hour }) => {
      pages.set(key, [...(pages.get(key) ?? []), { session, hour }]);
    },
  };
}

/**
 * A request that several runs claim belongs to the one with an OTLP record of it, else to the smaller
 * session id (DESIGN, "Who is who"): of all others the fact is a copy, which adds nothing. What a claim
 * rests on only grows, so it is enough to know who holds the request now.
 */
export function claimRequest(
  state: FoldState,
  session: Session,
  { page, fact, was, left }: PutFact,
  context: FoldContext,
): void {
  if (!hasSharedKey(fact)) return;
  if (was !== null && fact.isCopy !== true) {
    if (left !== null) state.claims.add(fact.key, page);
    return;
  }
  if (was !== null && (was.source === 'otlp' || !isRecorded(fact))) return;
  const claim = { session, page, fact };
  const holders = holdersOf(state, claim);
  if (holders.some((holder) => isStronger(holder, claim))) {
    fact.isCopy = true;
    return;
  }
  delete fact.isCopy;
  state.claims.add(fact.key, page);
  for (const holder of holders) giveUp(state, holder, context);
}

type Claim = { session: Session; page: Page; fact: Fact };

/** Known by an id that the provider gave it, which is the same wherever it is told. */
const hasSharedKey = ({ key }: Fact): boolean =>
  key.startsWith('request ') || key.startsWith('message ');

/** No source is believed before OTLP, so its name stays once it told the request. */
const isRecorded = ({ fields }: Fact): boolean => fields.source === 'otlp';

/** Of the other runs that tell the request, those that it counts for. */
function holdersOf(state: FoldState, { session, fact }: Claim): Claim[] {
  return state.claims.find(fact.key).flatMap((ref) => {
    const other = ref.session === session.key ? undefined : state.sessions.get(ref.session);
    const page = other === undefined ? undefined : state.pages.get(ref.session, ref.hour);
    const told = page?.facts.get(fact.key);
    if (other === undefined || page === undefined || told === undefined) return [];
    return told.isCopy === true ? [] : [{ session: other, page, fact: told }];
  });
}

function isStronger(a: Claim, b: Claim): boolean {
  if (isRecorded(a.fact) !== isRecorded(b.fact)) return isRecorded(a.fact);
  const [idA, idB] = [a.session.sessionId, b.session.sessionId];
  return idA === idB ? a.session.key < b.session.key : idA < idB;
}

function giveUp(state: FoldState, { session, page, fact }: Claim, context: FoldContext): void {
  const was = countedTokens(fact);
  fact.isCopy = true;
  state.pages.touch(page, fact.key);
  noteMeasured(state, session, { fact, was }, context);
  settle(state, session, page, fact, context);
  // Another session's event changed this one, so its own card says that it is to be stored.
  const figures = state.cards.get(session.key);
  if (figures !== undefined) figures.changedSeq = context.seq;
  markAttempts(state, session, context.seq);
}
