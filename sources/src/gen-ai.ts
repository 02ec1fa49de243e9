import { hash64, type TelemetryEventInput } from '@claude-monitor/protocol';
import { idOf, nameOf, quantityOf, type Attributes } from './otlp/attributes.ts';
import { addEvent, missing, refuse, type OtlpBatch } from './otlp/batch.ts';
import type { LogRecord, Origin, Span } from './otlp/records.ts';
import { identityOf, sessionOf } from './otlp/sender.ts';

/**
 * Agents other than Claude Code, by OpenTelemetry's conventions for generative AI
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/). Only the call of a model carries usage here: a
 * span around several calls (`invoke_agent`) repeats their sum.
 */
const MODEL_CALLS: ReadonlySet<string> = new Set([
  'chat',
  'completion',
  'embeddings',
  'generate_content',
  'text_completion',
]);
const TOOL_CALL = 'execute_tool';

/** Whether anything of a record follows these conventions; all else is other people's telemetry. */
export function isGenAi(attributes: Attributes): boolean {
  for (const key of attributes.keys()) if (key.startsWith('gen_ai.')) return true;
  return false;
}

/** The conversation of a record, else what it calls its session. */
const namedSession = (attributes: Attributes, origin: Origin): string | undefined =>
  idOf(attributes, 'gen_ai.conversation.id') ?? sessionOf(attributes, origin);

const traceOf = ({ traceId }: { traceId: string }): string | undefined =>
  traceId === '' ? undefined : traceId;

/** By trace, the conversation that its spans name; traces of several name none. */
export type Conversations = ReadonlyMap<string, string | null>;

/**
 * The conventions ask calls of models for their conversation, and calls of tools for none: theirs is
 * that of their trace.
 */
export function conversationsOf(spans: readonly Span[]): Conversations {
  const conversations = new Map<string, string | null>();
  for (const { traceId, attributes, origin } of spans) {
    const named = isGenAi(attributes) ? namedSession(attributes, origin) : undefined;
    if (named === undefined || traceId === '') continue;
    const known = conversations.get(traceId);
    conversations.set(traceId, known === undefined || known === named ? named : null);
  }
  return conversations;
}

/** What a span of an agent says: a request, a tool call, a failure. */
export function readGenAiSpan(batch: OtlpBatch, span: Span, conversations: Conversations): void {
  const { attributes, origin } = span;
  if (!isGenAi(attributes)) return;
  const sessionId =
    namedSession(attributes, origin) ?? conversations.get(span.traceId) ?? traceOf(span);
  const time = span.endAt ?? span.startAt;
  if (sessionId === undefined) return refuse(batch, missing('traceId'));
  if (time === null) return refuse(batch, missing('endTimeUnixNano'));
  const errorType = nameOf(attributes, 'error.type');
  const call = {
    id: hash64(JSON.stringify(['span', span.traceId, span.spanId, time])),
    time,
    sessionId,
    hasFailed: span.hasFailed || errorType !== undefined,
    errorType: errorType ?? 'error',
  };
  if (attributes.get('gen_ai.operation.name') === TOOL_CALL) addToolCall(batch, span, call);
  else addModelCall(batch, { ...call, attributes, origin, spanId: span.spanId });
}

/** The usage that a log record of an agent tells; its failures are its span's to tell. */
export function readGenAiLog(batch: OtlpBatch, log: LogRecord): void {
  const { attributes, origin, time, spanId } = log;
  if (!hasUsage(attributes)) return;
  const sessionId = namedSession(attributes, origin) ?? traceOf(log);
  if (sessionId === undefined) return refuse(batch, missing('gen_ai.conversation.id'));
  if (time === null) return refuse(batch, missing('timeUnixNano'));
  addModelCall(batch, {
    id: hash64(
      JSON.stringify(['log', sessionId, log.eventName, spanId, time, responseOf(attributes)]),
    ),
    time,
    sessionId,
    hasFailed: false,
    errorType: 'error',
    attributes,
    origin,
    spanId,
  });
}

type Call = { id: string; time: number; sessionId: string; hasFailed: boolean; errorType: string };
type ModelCall = Call & { attributes: Attributes; origin: Origin; spanId: string };

function addToolCall(batch: OtlpBatch, span: Span, call: Call): void {
  const { attributes, origin, startAt } = span;
  const toolUseId = idOf(attributes, 'gen_ai.tool.call.id') ?? spanKey(span.spanId);
  if (toolUseId === undefined) return refuse(batch, missing('spanId'));
  addEvent(batch, {
    id: call.id,
    time: call.time,
    sessionId: call.sessionId,
    source: 'otlp',
    ...identityOf(attributes, origin),
    type: 'tool.call',
    toolUseId,
    toolName: nameOf(attributes, 'gen_ai.tool.name'),
    state: call.hasFailed ? 'failed' : 'succeeded',
    duration: startAt === null ? undefined : Math.max(0, call.time - startAt),
    errorType: call.hasFailed ? call.errorType : undefined,
  });
}

function addModelCall(batch: OtlpBatch, call: ModelCall): void {
  const { attributes } = call;
  const operation = attributes.get('gen_ai.operation.name');
  const isModelCall = operation === undefined || MODEL_CALLS.has(String(operation));
  const base = {
    id: call.id,
    time: call.time,
    sessionId: call.sessionId,
    source: 'otlp' as const,
    ...identityOf(attributes, call.origin),
    model:
      nameOf(attributes, 'gen_ai.response.model') ?? nameOf(attributes, 'gen_ai.request.model'),
  };
  const unreadable = isModelCall ? unreadableCount(attributes) : undefined;
  if (unreadable !== undefined) refuse(batch, missing(unreadable));
  else if (isModelCall && hasUsage(attributes)) {
    addEvent(batch, {
      ...base,
      type: 'usage',
      ...tokensOf(attributes),
      requestId: responseOf(attributes) ?? spanKey(call.spanId),
    });
  }
  if (isModelCall && call.hasFailed) {
    addEvent(batch, {
      ...base,
      id: hash64(`${call.id} error`),
      type: 'error',
      errorType: call.errorType,
    });
  }
}

const responseOf = (attributes: Attributes): string | undefined =>
  idOf(attributes, 'gen_ai.response.id');

const spanKey = (spanId: string): string | undefined =>
  spanId === '' ? undefined : `span ${spanId}`;

/** By the conventions of today, else by their former names. */
const usageOf = (attributes: Attributes, name: string, former: string): number | undefined =>
  quantityOf(attributes, `gen_ai.usage.${name}`) ??
  quantityOf(attributes, `gen_ai.usage.${former}`);

/** A count that is there and is no number is not 0. */
const unreadableCount = (attributes: Attributes): string | undefined =>
  [...attributes.keys()].find(
    (key) => COUNT.test(key) && quantityOf(attributes, key) === undefined,
  );

const COUNT = /^gen_ai\.usage\.(input|output|prompt|completion|cache_\w+[._]input)_tokens$/;

const inputOf = (attributes: Attributes): number | undefined =>
  usageOf(attributes, 'input_tokens', 'prompt_tokens');
const outputOf = (attributes: Attributes): number | undefined =>
  usageOf(attributes, 'output_tokens', 'completion_tokens');

const hasUsage = (attributes: Attributes): boolean =>
  inputOf(attributes) !== undefined ||
  outputOf(attributes) !== undefined ||
  unreadableCount(attributes) !== undefined;

type Tokens = Pick<
  Extract<TelemetryEventInput, { type: 'usage' }>,
  'inputTokens' | 'outputTokens' | 'cacheReadTokens' | 'cacheCreationTokens'
>;

/** The conventions count cached tokens as input too; ours does not. Some senders do neither. */
function tokensOf(attributes: Attributes): Tokens {
  const input = inputOf(attributes) ?? 0;
  const cacheReadTokens =
    usageOf(attributes, 'cache_read.input_tokens', 'cache_read_input_tokens') ?? 0;
  const cacheCreationTokens =
    usageOf(attributes, 'cache_creation.input_tokens', 'cache_creation_input_tokens') ?? 0;
  const cached = cacheReadTokens + cacheCreationTokens;
  return {
    inputTokens: input >= cached ? input - cached : input,
    outputTokens: outputOf(attributes) ?? 0,
    cacheReadTokens,
    cacheCreationTokens,
  };
}
