import type { SessionDetail } from '@claude-monitor/protocol/api/index';
import { addUsage, noUsage } from '@claude-monitor/protocol/figures';
import { ownToolsIn } from '@claude-monitor/protocol/tools/own-tools';
import type { Fact } from '../../facts/fact.ts';
import type { SessionRecord } from '../../sessions/session.ts';
import type { OwnedFact } from './owned-fact.ts';

type Monitoring = SessionDetail['monitoring'];

/** What an answer of the model asked for. */
type Callers = { own: number; other: number };

/**
 * What the monitor itself cost a session: calls of its tools, and the requests whose answer made them. A
 * request is the monitor's when its answer called nothing but tools of the monitor; one that called
 * others too is shared, for nobody knows its parts. A request is its own owner's, whoever owns the calls.
 */
export function monitoringOf(
  runs: readonly { run: SessionRecord; facts: readonly Fact[] }[],
  owned: readonly OwnedFact[],
): Monitoring {
  const own = ownToolsIn(runs.flatMap(({ facts }) => facts.flatMap(nameOf)));
  const isOwn = (fact: Fact): boolean => own.has(fact.fields.toolName ?? '');
  const callers = new Map<SessionRecord, Map<string, Callers>>();
  const requests = new Set<string>();
  for (const { run, facts } of runs) {
    callers.set(run, callersOf(facts, isOwn));
    for (const { key, kind } of facts) if (kind === 'request') requests.add(key);
  }
  const monitoring: Monitoring = {
    calls: 0,
    totalMs: null,
    unjoinedCalls: 0,
    own: noUsage(),
    shared: noUsage(),
  };
  for (const { run, fact, part } of owned) {
    if (fact.kind === 'tool' && isOwn(fact)) {
      monitoring.calls++;
      if (!requests.has(requestKeyOf(fact))) monitoring.unjoinedCalls++;
      const { durationMs } = fact.fields;
      if (durationMs !== undefined) monitoring.totalMs = (monitoring.totalMs ?? 0) + durationMs;
    }
    const calls = fact.kind === 'request' ? callers.get(run)?.get(fact.key) : undefined;
    if (part.usage === null || calls === undefined || calls.own === 0) continue;
    addUsage(calls.other === 0 ? monitoring.own : monitoring.shared, part.usage);
  }
  return monitoring;
}

function callersOf(facts: readonly Fact[], isOwn: (fact: Fact) => boolean): Map<string, Callers> {
  const byRequest = new Map<string, Callers>();
  for (const fact of facts) {
    if (fact.kind !== 'tool' || fact.fields.requestId === undefined) continue;
    const key = requestKeyOf(fact);
    const callers = byRequest.get(key) ?? { own: 0, other: 0 };
    byRequest.set(key, callers);
    callers[isOwn(fact) ? 'own' : 'other']++;
  }
  return byRequest;
}

const requestKeyOf = ({ fields }: Fact): string => `request ${fields.requestId ?? ''}`;

const nameOf = ({ kind, fields }: Fact): string[] =>
  kind === 'tool' && fields.toolName !== undefined ? [fields.toolName] : [];
