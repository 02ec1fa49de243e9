import type { SpanOf } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';

/** A request as a span reported it: what it used, and the fact that holds it. */
export type TracedCall = {
  role: SpanOf['role'];
  isRelayed: boolean;
  input: number;
  output: number;
  model?: string;
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
  parents: Map<string, string>;
  /** Spans that ran a tool; storage of an earlier version has none. */
  tools?: Map<string, true>;
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

/** Adds which spans ran a tool; true where it is news. Only what lies in something is asked for. */
export function addTools(trace: Trace, ids: readonly string[]): boolean {
  const known = (trace.tools ??= new Map<string, true>());
  const added = ids.filter((id) => trace.parents.has(id) && !known.has(id));
  for (const id of added) known.set(id, true);
  return added.length > 0;
}

export function pairsOf({ id, parents }: SpanOf): [string, string][] {
  return parents.map((parent, index) => [parents[index - 1] ?? id, parent]);
}

/**
 * The span that a call belongs to. A log record has an id of its own (`log …`) and lies in the span that it was
 * written in: that very span is meant where it says that it is no call.
 */
export const placeOf = (trace: Trace, id: string, { role }: TracedCall): string =>
  role === 'around' && id.startsWith('log ') ? (trace.parents.get(id) ?? id) : id;

/** The spans that a span lies in, the nearest first; a circle, which nobody means, ends. */
export function* spansAround({ parents }: Trace, id: string): Generator<string> {
  const seen = new Set([id]);
  for (let next = parents.get(id); next !== undefined; next = parents.get(next)) {
    if (seen.has(next)) return;
    seen.add(next);
    yield next;
  }
}

export function* callsAround(trace: Trace, id: string): Generator<[id: string, call: TracedCall]> {
  for (const span of spansAround(trace, id)) {
    const call = trace.calls.get(span);
    if (call !== undefined) yield [span, call];
  }
}

/** The outermost span known to lie around a span: itself, where none is. */
export const outermost = (trace: Trace, id: string): string =>
  [...spansAround(trace, id)].at(-1) ?? id;
