import { hash64, LIMITS } from '@claude-monitor/protocol';
import { addEvent, type OtlpBatch } from '../otlp/batch.ts';
import type { Span } from '../otlp/records.ts';
import { isOfAgent, kindOf } from '../conventions/kinds.ts';
import { conversationOf, firstName } from './sender.ts';

/** What the spans of one trace in one export say together. */
export type Trace = {
  id: string;
  parents: Map<string, string>;
  /** Spans that ask somebody outside: nothing of an agent lies in them, unless an agent asks so for its own. */
  outward: Set<string>;
  own: Set<string>;
  tools: Set<string>;
  /** The one conversation that they name; null where they name several, undefined where none. */
  conversation: string | null | undefined;
  /** The agent that the outermost span of those that name one names. */
  agent: string | undefined;
  isOfAgent: boolean;
  hasCalls: boolean;
  lastAt: number;
};

export type Traces = ReadonlyMap<string, Trace>;

/**
 * The conventions ask calls of models for their conversation, and calls of tools for none: theirs is
 * that of their trace.
 */
export function tracesOf(spans: readonly Span[]): Traces {
  const traces = new Map<string, Trace>();
  const depths = new Map<string, number>();
  for (const span of spans) {
    if (span.traceId === '') continue;
    const trace = traces.get(span.traceId) ?? newTrace(span.traceId);
    traces.set(span.traceId, trace);
    if (span.spanId !== '' && span.parentId !== '') trace.parents.set(span.spanId, span.parentId);
    if (span.isClient) trace.outward.add(span.spanId);
    trace.lastAt = Math.max(trace.lastAt, span.endAt ?? span.startAt ?? 0);
    if (!isOfAgent(span.attributes)) continue;
    trace.isOfAgent = true;
    trace.own.add(span.spanId);
    const kind = kindOf(span.attributes, span.name);
    if (kind === 'tool') trace.tools.add(span.spanId);
    trace.hasCalls ||= kind === 'call' || kind === 'embedding';
    const named = conversationOf(span.attributes, span.origin);
    if (named === undefined) continue;
    const known = trace.conversation;
    trace.conversation = known === undefined || known === named ? named : null;
  }
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    const agent = firstName(span.attributes, 'agent');
    if (trace === undefined || agent === undefined) continue;
    const depth = parentsOf(trace, span.spanId).length;
    if (depth >= (depths.get(trace.id) ?? Infinity)) continue;
    depths.set(trace.id, depth);
    trace.agent = agent;
  }
  return traces;
}

const newTrace = (id: string): Trace => ({
  id,
  parents: new Map(),
  outward: new Set(),
  own: new Set(),
  tools: new Set(),
  conversation: undefined,
  agent: undefined,
  isOfAgent: false,
  hasCalls: false,
  lastAt: 0,
});

/** The spans that a span lies in, the nearest first; a circle, which nobody means, ends. */
export function parentsOf(trace: Trace, spanId: string): string[] {
  const parents: string[] = [];
  let id = trace.parents.get(spanId);
  while (id !== undefined && id !== spanId && parents.length < LIMITS.spanParents) {
    parents.push(id);
    id = trace.parents.get(id);
  }
  return parents;
}

/**
 * Adds what no request reports: nesting of spans without usage, and the conversation. Parts of a trace may arrive in
 * different exports.
 */
export function addTraces(batch: OtlpBatch, traces: Traces): void {
  const requestsByTrace = requestsOf(batch);
  for (const trace of traces.values()) {
    if (!trace.isOfAgent) continue;
    const ofRequests = requestsByTrace.get(trace.id) ?? new Set();
    const silent = [...trace.parents].filter(
      ([id, parent]) => !ofRequests.has(id) && (!trace.outward.has(id) || trace.own.has(parent)),
    );
    const sessionId = trace.conversation ?? trace.id;
    // A request says itself which conversation its trace is.
    const isNamed = typeof trace.conversation === 'string' && ofRequests.size === 0;
    for (let from = 0; from < Math.max(silent.length, isNamed ? 1 : 0); from += STEP) {
      const spans = silent.slice(from, from + STEP);
      const tools = spans.flatMap(([id]) => (trace.tools.has(id) ? [id] : []));
      addEvent(batch, {
        type: 'trace',
        id: hash64(JSON.stringify(['trace', trace.id, sessionId, spans])),
        time: trace.lastAt,
        sessionId,
        source: 'otlp',
        trace: trace.id,
        spans,
        ...(tools.length === 0 ? {} : { tools }),
      });
    }
  }
}

const STEP = LIMITS.spansOfEvent;

function requestsOf({ events }: OtlpBatch): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const event of events) {
    if (event.type !== 'usage' || event.span === undefined) continue;
    const { trace, id } = event.span;
    found.set(trace, (found.get(trace) ?? new Set()).add(id));
  }
  return found;
}
