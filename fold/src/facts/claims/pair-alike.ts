import { LIMITS } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../../derive/effects.ts';
import { alikeNameOf, APART_MS, isOfProvider, nameOfMade } from './alike.ts';
import { recount, type Claim } from './claims.ts';
import type { Fact } from '../fact.ts';
import { factsFrom } from '../put-fact.ts';

/**
 * Pairs reports of the provider with reports of makers that know no id, of the same model and tokens, within 15 seconds:
 * each of a pair stands for the other, and the maker's counts. What is left of the provider's is a request of somebody
 * who sends no telemetry. All that stand so close are paired again with each report, so their order does not matter.
 */
export function pairAlike(of: Claim & { isNew: boolean }, context: FoldContext): void {
  const name = alikeNameOf(of.fact);
  if (name === null) return;
  const cluster = clusterOf(name, of, context).sort(byTime);
  const made = cluster.filter(({ fact }) => !isOfProvider(fact) && !isCountedByOther(fact));
  for (const claim of cluster) {
    const { fact, session } = claim;
    if (!isOfProvider(fact)) continue;
    const joined = fact.isCopy !== true && takeFrom(made, fact.fields.at) ? 'yields' : null;
    if (fact.joined === joined) continue;
    const isOwn = of.isNew && session === of.session && fact.key === of.fact.key;
    // What just came is counted by who adds it.
    if (isOwn) fact.joined = joined;
    else {
      recount(claim, context, (known) => {
        known.joined = joined;
      });
    }
  }
}

/** The earliest of the sorted that is near enough: so as many as can be are paired. */
function takeFrom(made: Claim[], at: number): boolean {
  const index = made.findIndex(({ fact }) => Math.abs(fact.fields.at - at) <= APART_MS);
  if (index < 0) return false;
  made.splice(index, 1);
  return true;
}

const isCountedByOther = ({ isCopy, isCovered }: Fact): boolean =>
  isCopy === true || isCovered === true;

const byTime = (a: Claim, b: Claim): number =>
  a.fact.fields.at - b.fact.fields.at ||
  (`${a.session.key} ${a.fact.key}` < `${b.session.key} ${b.fact.key}` ? -1 : 1);

/** All reports of a name that follow each other closely, around the given one. */
function clusterOf(name: string, of: Claim, context: FoldContext): Claim[] {
  let [from, to] = [of.fact.fields.at, of.fact.fields.at];
  for (;;) {
    const found = reportsBetween(name, { from: from - APART_MS, to: to + APART_MS }, context);
    const isOwnFound = found.some(
      ({ session, fact }) => session === of.session && fact.key === of.fact.key,
    );
    const all = isOwnFound ? found : [...found, of];
    const times = all.map(({ fact }) => fact.fields.at);
    const [first, last] = [Math.min(...times), Math.max(...times)];
    if ((first >= from && last <= to) || all.length >= LIMITS.reportsJoined) return all;
    [from, to] = [first, last];
  }
}

function reportsBetween(
  name: string,
  { from, to }: { from: number; to: number },
  { state }: FoldContext,
): Claim[] {
  const seen = new Set<string>();
  const found: Claim[] = [];
  for (const ref of state.requests.find(name)) {
    if (seen.has(ref.session) || seen.size >= LIMITS.reportsJoined) continue;
    seen.add(ref.session);
    const session = state.sessions.get(ref.session);
    if (session === undefined) continue;
    let looked = 0;
    for (const { hour, fact } of factsFrom(state, session, { from, kinds: ['request'] })) {
      if (fact.fields.at > to || looked >= LIMITS.reportsJoined) break;
      looked++;
      const isOfName = isOfProvider(fact) ? alikeNameOf(fact) === name : nameOfMade(fact) === name;
      if (isOfName) found.push({ session, hour, fact });
    }
  }
  return found;
}
