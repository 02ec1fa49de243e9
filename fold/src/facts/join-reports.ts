import { LIMITS, TIME } from '@claude-monitor/protocol/limits';
import type { FoldContext } from '../derive/effects.ts';
import type { SessionRecord } from '../sessions/session.ts';
import type { FoldState } from '../state.ts';
import type { Fact } from './fact.ts';
import type { Hour } from './hours/hour.ts';
import { factsBefore, factsFrom } from './put-fact.ts';

/** Who can report one thing without an id that joins the reports, who knows most of it first. */
type Reporter = 'telemetry' | 'retries' | 'hook' | 'transcript';

type Reported = { hour: Hour; fact: Fact; reporter: Reporter };

/** Reports of one failure lie within this of each other: hooks have the clock of who got them. */
const APART_MS = TIME.minuteMs;

/** Two calls of one hook come closer together than two of one client's turns. */
export const DOUBLED_MS = 1_000;

/**
 * A failure that ends a turn is reported by its hook, by the client's telemetry, by the sum of its
 * retries and by its transcript; a compaction by hook, telemetry and transcript. No id joins them, so reports of one prompt and subagent
 * are paired in time: of a pair the better one counts. Pairs are looked for again among all
 * that stand less than the limit apart, so they do not depend on the order of arrival.
 */
export function joinReports(
  session: SessionRecord,
  reported: { hour: Hour; fact: Fact },
  context: FoldContext,
): void {
  const { state } = context;
  const cluster = clusterOf(state, session, reported);
  const yielding = new Set<Fact>();
  const keeping = new Set<Fact>();
  const pairAll = (later: Reported[], better: Reported[]): Reported[] => {
    const free = new Set(better);
    return later.filter(({ fact }) => {
      const partner = nearest(free, fact);
      if (partner === null) return true;
      free.delete(partner);
      yielding.add(fact);
      keeping.add(partner.fact);
      return false;
    });
  };
  const by = (reporter: Reporter): Reported[] =>
    cluster.filter((item) => item.reporter === reporter);
  const alone = pairAll(by('retries'), by('telemetry'));
  const hooks = by('hook');
  const doubled = doublesIn(hooks);
  for (const { fact } of doubled) yielding.add(fact);
  const hooksAlone = pairAll(
    hooks.filter((item) => !doubled.has(item)),
    [...by('telemetry'), ...alone],
  );
  pairAll(by('transcript'), [...by('telemetry'), ...alone, ...hooksAlone]);
  for (const { hour, fact } of cluster) {
    const joined = yielding.has(fact) ? 'yields' : keeping.has(fact) ? 'keeps' : null;
    if (fact.joined === joined) continue;
    fact.joined = joined;
    state.facts.touch(hour, fact);
    if (fact !== reported.fact) context.effects.fact(fact, { run: session, hour });
  }
}

/**
 * A hook that is registered twice says all twice. Where it names its prompt, both are one event; clients before
 * 2.1.197 name none, and then the moment identifies it.
 */
function doublesIn(hooks: readonly Reported[]): ReadonlySet<Reported> {
  const doubles = new Set<Reported>();
  let before: Reported | null = null;
  for (const item of hooks) {
    const { promptId, errorType, at } = item.fact.fields;
    const isDouble =
      before !== null &&
      promptId === undefined &&
      before.fact.fields.errorType === errorType &&
      at - before.fact.fields.at <= DOUBLED_MS;
    if (isDouble) doubles.add(item);
    else before = item;
  }
  return doubles;
}

function clusterOf(
  state: FoldState,
  session: SessionRecord,
  { hour, fact }: Omit<Reported, 'reporter'>,
) {
  const reporter = reporterOf(fact);
  if (reporter === null) return [];
  const around = (facts: Generator<{ hour: Hour; fact: Fact }>): Reported[] => {
    const found: Reported[] = [];
    let { at } = fact.fields;
    for (const item of facts) {
      if (Math.abs(item.fact.fields.at - at) > APART_MS) break;
      if (item.fact === fact || !isLike(item.fact, fact)) continue;
      const by = reporterOf(item.fact);
      if (by === null) continue;
      found.push({ ...item, reporter: by });
      at = item.fact.fields.at;
      if (found.length >= LIMITS.reportsJoined) break;
    }
    return found;
  };
  const { at } = fact.fields;
  return [
    ...around(factsBefore(state, session, { until: at, kinds: KINDS })).toReversed(),
    { hour, fact, reporter },
    ...around(factsFrom(state, session, { from: at, kinds: KINDS })),
  ].sort((a, b) => a.fact.fields.at - b.fact.fields.at || (a.fact.key < b.fact.key ? -1 : 1));
}

const isLike = (a: Fact, b: Fact): boolean =>
  a.kind === b.kind &&
  a.fields.promptId === b.fields.promptId &&
  (a.kind === 'compaction' || a.fields.agentId === b.fields.agentId);

function reporterOf({ kind, fields }: Fact): Reporter | null {
  if (kind !== 'error' && kind !== 'compaction') return null;
  if (fields.source === 'hook' || fields.source === 'transcript') return fields.source;
  if (fields.source !== 'otlp') return null;
  return fields.isAfterRetries === true ? 'retries' : 'telemetry';
}

function nearest(free: ReadonlySet<Reported>, fact: Fact): Reported | null {
  let best: Reported | null = null;
  let bestMs = APART_MS + 1;
  for (const item of free) {
    const apartMs = Math.abs(item.fact.fields.at - fact.fields.at);
    if (apartMs >= bestMs || !canBeSame(item.fact, fact)) continue;
    best = item;
    bestMs = apartMs;
  }
  return best;
}

/** Telemetry names a failure by its HTTP status, the hook by the client's own words for it. */
const SAME_FAILURE: ReadonlyMap<string, readonly string[]> = new Map([
  ['rate_limit', ['rate_limit']],
  ['server_error', ['server_error', 'overloaded', 'api_error']],
  ['overloaded', ['server_error', 'overloaded', 'api_error']],
  ['invalid_request', ['invalid_request', 'request_too_large', 'refusal']],
  ['authentication_failed', ['authentication', 'permission']],
  // The request itself was answered: telemetry has no error of it.
  ['max_output_tokens', []],
]);

function canBeSame(better: Fact, fact: Fact): boolean {
  const { errorType = '' } = fact.fields;
  const reported = better.fields.errorType ?? '';
  if (fact.kind === 'compaction' || errorType === reported) return true;
  if (fact.fields.source !== 'hook' && fact.fields.source !== 'transcript') return false;
  return SAME_FAILURE.get(errorType)?.includes(reported) ?? true;
}

const KINDS = ['error', 'compaction'] as const;
