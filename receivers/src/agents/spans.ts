import { hash64 } from '@claude-monitor/protocol';
import { nameOf, type Attributes } from '../otlp/attributes.ts';
import { addEvent, missing, refuse, type OtlpBatch } from '../otlp/batch.ts';
import type { Span } from '../otlp/records.ts';
import type { Identity } from '../otlp/sender.ts';
import { addCall, failureOf, type Call } from './calls.ts';
import { withDetails } from '../conventions/details.ts';
import { isRelay } from './anthropic-api.ts';
import { isOfAgent, kindOf } from '../conventions/kinds.ts';
import { namesOf } from '../conventions/names.ts';
import { isSumBeside } from '../conventions/libraries/openclaw.ts';
import { spanKey } from './request-key.ts';
import { conversationOf, firstId, firstName, identityOfAgent } from './sender.ts';
import { recordNonAgent } from './unknown.ts';
import { parentsOf, type Trace, type Traces } from './traces.ts';
import { TOOL_NAME } from '../conventions/libraries/traceloop.ts';

export function readAgentSpan(batch: OtlpBatch, span: Span, traces: Traces): void {
  if (!isOfAgent(span.attributes)) return recordNonAgent(batch, span, 'span');
  if (isPlaceholderSpan(span)) return;
  const { origin, traceId, spanId } = span;
  const attributes = withUsageOfEvents(span, withDetails(span.attributes));
  const trace = traces.get(traceId);
  const sessionId =
    conversationOf(attributes, origin) ?? trace?.conversation ?? (traceId || undefined);
  const time = span.endAt ?? span.startAt;
  if (sessionId === undefined) return refuse(batch, missing('traceId'));
  if (time === null) return refuse(batch, missing('endTimeUnixNano'));
  const call: Call = {
    id: hash64(JSON.stringify(['span', traceId, spanId, time])),
    name: span.name,
    time,
    sessionId,
    identity: identityOfAgent(attributes, origin, trace?.agent),
    attributes,
    origin,
    kind: kindOf(attributes, span.name),
    traceId,
    spanId,
    span: undefined,
    isBesideCalls: trace?.hasCalls ?? false,
    failure: failureOf(attributes, span.hasFailed),
  };
  call.span = placeOf(span, call.kind, trace);
  if (call.kind === 'tool') addToolCall(batch, span, call);
  addCall(batch, call);
}

function placeOf(span: Span, kind: Call['kind'], trace: Trace | undefined): Call['span'] {
  if (trace === undefined || span.spanId === '') return undefined;
  return {
    trace: trace.id,
    // As a log record's: what it sums up lies beside it, in the span around it.
    id: isSumBeside(span.name) ? `log ${span.spanId}` : span.spanId,
    parents: parentsOf(trace, span.spanId),
    role: kind === 'call' || kind === 'embedding' ? kind : 'around',
    ...(isRelay(span) ? { isRelayed: true } : {}),
  };
}

/** Logfire reports a span that is under way by one of its own. */
const isPlaceholderSpan = ({ attributes }: Span): boolean =>
  attributes.get('logfire.span_type') === 'pending_span';

const USAGE = [...namesOf('input'), ...namesOf('output')];

/** Some tell the usage of a stream in events: the input at its begin, the output at its end. */
function withUsageOfEvents({ events }: Span, attributes: Attributes): Attributes {
  if (USAGE.some((name) => attributes.has(name))) return attributes;
  const withUsage = events
    .map(withDetails)
    .filter((event) => USAGE.some((name) => event.has(name)));
  return withUsage.length === 0
    ? attributes
    : new Map([...withUsage.flatMap((event) => [...event]), ...attributes]);
}

function addToolCall(batch: OtlpBatch, span: Span, call: Call): void {
  const { attributes, startAt, name } = span;
  const toolUseId = firstId(attributes, 'toolId') ?? spanKey(span);
  if (toolUseId === undefined) return refuse(batch, missing('spanId'));
  const identity: Identity = call.identity;
  addEvent(batch, {
    id: call.id,
    time: call.time,
    sessionId: call.sessionId,
    source: 'otlp',
    ...identity,
    type: 'tool.call',
    toolUseId,
    toolName: firstName(attributes, 'toolName') ?? nameOf(attributes, TOOL_NAME) ?? nameIn(name),
    state: call.failure === undefined ? 'succeeded' : 'failed',
    duration: startAt === null ? undefined : Math.max(0, call.time - startAt),
    errorType: call.failure,
  });
}

/** `execute_tool search` and `search.tool` are spans of the tool `search`. */
const nameIn = (spanName: string): string | undefined =>
  spanName
    .replace(/^(execute_tool|tool|running tool:?) /, '')
    .replace(/\.tool$/, '')
    .slice(0, 200) || undefined;
