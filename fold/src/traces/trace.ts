import type { SpanOf } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';

/** A request as a span reported it: what it used, and the fact that holds it. */
export type TracedCall = {
  role: SpanOf['role'];
  isRelayed: boolean;
  input: number;
  output: number;
  /** Where its fact lies: the key of its session, its own, and its time. */
  session: string;
  fact: string;
  at: number;
  /** It counts nothing: what lies in it, or around it, reports the same request. */
  isCovered: boolean;
};

/** What is known of one trace, however many exports and senders reported it. */
export type Trace = {
  id: string;
  /** The session id of the conversation that it names; null where it names several. */
  conversation: string | null | undefined;
  /** Each span's parent. */
  parents: Map<string, string>;
  calls: Map<string, TracedCall>;
};

export const newTrace = (id: string): Trace => ({
  id,
  conversation: undefined,
  parents: new Map(),
  calls: new Map(),
});

/** Adds who lies in whom; true where it is news. Beyond the bound, later spans lie nowhere. */
export function addParents(trace: Trace, pairs: Iterable<readonly [string, string]>): boolean {
  let isNews = false;
  for (const [id, parent] of pairs) {
    if (trace.parents.has(id) || trace.parents.size >= LIMITS.spansOfTrace) continue;
    trace.parents.set(id, parent);
    isNews = true;
  }
  return isNews;
}

/** The chain that a span reported with it, as pairs. */
export function pairsOf({ id, parents }: SpanOf): [string, string][] {
  return parents.map((parent, index) => [parents[index - 1] ?? id, parent]);
}

/** The calls that a span lies in, the nearest first; a circle, which nobody means, ends. */
export function* callsAround(trace: Trace, id: string): Generator<[id: string, call: TracedCall]> {
  const seen = new Set([id]);
  for (let next = trace.parents.get(id); next !== undefined; next = trace.parents.get(next)) {
    if (seen.has(next)) return;
    seen.add(next);
    const call = trace.calls.get(next);
    if (call !== undefined) yield [next, call];
  }
}
