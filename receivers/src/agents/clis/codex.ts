import { LIMITS, type TelemetryEventInput } from '@claude-monitor/protocol';
import { durationOf, idOf, nameOf, quantityOf, type Attributes } from '../../otlp/attributes.ts';
import type { OtlpBatch } from '../../otlp/batch.ts';
import type { LogRecord } from '../../otlp/records.ts';
import { recordUnknown } from '../../unknown-names.ts';
import { addRecord, type Base, type RecordReader } from './cli-record.ts';
import { PREFIX, SENDER } from './codex-sender.ts';
import { failureTypeOf } from '../failures.ts';
import { senderOf } from '../sender.ts';

const READINGS: Readonly<Record<string, RecordReader>> = {
  user_prompt: (base, attributes) => ({
    ...base,
    type: 'prompt',
    length: quantityOf(attributes, 'prompt_length'),
  }),
  sse_event: readStreamEvent,
  api_request: (base, attributes) => {
    const status = quantityOf(attributes, 'http.response.status_code');
    const isFailure = status === undefined ? attributes.has('error.message') : status >= 400;
    return isFailure ? failure(base, failureTypeOf(status), messageOf(status, attributes)) : null;
  },
  // Over a websocket there is no `api_request`; its answers are stream events as well.
  websocket_connect: readWebsocket,
  websocket_request: (base, attributes) => (hasFailed(attributes) ? broken(base) : null),
  websocket_event: (base, attributes) => (hasFailed(attributes) ? broken(base) : null),
  agent_communication: readCommunication,
  tool_decision: (base, attributes) =>
    /^(denied|rejected|abort|timed_?out)/.test(nameOf(attributes, 'decision') ?? '')
      ? { ...toolCall(base, attributes), state: 'denied', errorType: nameOf(attributes, 'source') }
      : null,
  tool_result: (base, attributes) => ({
    ...toolCall(base, attributes),
    // Whether it was taken, not how a command ended: that stands only in its output, which is not read.
    state: String(attributes.get('success')) === 'false' ? 'failed' : 'succeeded',
    duration: durationOf(attributes, 'duration_ms'),
  }),
};

/** Events that say nothing about usage, tools or failures. */
const NOISE: ReadonlySet<string> = new Set([
  'agent_response',
  'auth_recovery',
  'conversation_starts',
  'guardian_assessment',
  'plugin_install_elicitation_sent',
  'plugin_install_suggestion',
  'sandbox_assessment',
  'sandbox_assessment_latency',
  'sandbox_outcome',
  'skill_invocation',
  'startup_phase',
  'turn_cost',
  'turn_ttft',
]);

export function readCodexLog(batch: OtlpBatch, record: LogRecord): void {
  const { attributes, origin } = record;
  const event = nameOf(attributes, 'event.name') ?? unnamed(attributes);
  if (!event.startsWith(PREFIX)) return;
  const name = event.slice(PREFIX.length);
  const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined;
  if (reading === undefined) {
    if (!NOISE.has(name))
      recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'event', name: event });
    return;
  }
  // A message names its sender where the others name their conversation; that it arrived says nothing more.
  const isMessage = name === 'agent_communication';
  if (isMessage && !attributes.has(SENDER)) return;
  const sessionAttribute = isMessage ? SENDER : 'conversation.id';
  addRecord(batch, record, {
    of: ['codex', name],
    sessionId: idOf(attributes, sessionAttribute),
    sessionAttribute,
    own: [
      'call_id',
      'tool_name',
      'event.kind',
      'attempt',
      'communication_id',
      ...Object.values(COUNTS),
    ],
    reading: (base) => once(batch, reading(base, attributes)),
  });
}

/**
 * A stream that breaks is reported by what carries it and by what reads it, at once and in either order; some
 * versions leave out the one, some the other.
 */
function once(batch: OtlpBatch, read: ReturnType<RecordReader>): ReturnType<RecordReader> {
  if (read === null || 'missing' in read || read.type !== 'error') return read;
  const { errorType, sessionId, time } = read;
  if (errorType !== STREAM_ERROR || typeof time !== 'number') return read;
  const isReported = batch.events
    .slice(-NEIGHBORS)
    .some(
      (event) =>
        event.type === 'error' &&
        event.errorType === STREAM_ERROR &&
        event.sessionId === sessionId &&
        Math.abs(event.time - time) <= AT_ONCE_MS,
    );
  return isReported ? null : read;
}

const STREAM_ERROR = 'stream_error';
const NEIGHBORS = 100;
/** Below the 180 ms that Codex waits at least before it asks again. */
const AT_ONCE_MS = 150;

/** Some versions name no event in the one of two records that has the counts of an answer (seen of 0.137). */
const unnamed = (attributes: Attributes): string =>
  attributes.has(COUNTS.input) && attributes.has('event.kind') ? `${PREFIX}sse_event` : '';

const COUNTS = {
  input: 'input_token_count',
  output: 'output_token_count',
  read: 'cached_token_count',
  write: 'cache_write_token_count',
} as const;

/** Of the two that say a response is complete, one has counts; its `tool_token_count` is the total. */
function readStreamEvent(base: Base, attributes: Attributes): ReturnType<RecordReader> {
  const kind = nameOf(attributes, 'event.kind');
  if (!attributes.has(COUNTS.input) && attributes.has(COUNTS.output)) {
    return { missing: COUNTS.input };
  }
  if (attributes.has(COUNTS.input)) {
    const unreadable = Object.values(COUNTS).find(
      (key) => attributes.has(key) && quantityOf(attributes, key) === undefined,
    );
    if (unreadable !== undefined) return { missing: unreadable };
    const read = quantityOf(attributes, COUNTS.read) ?? 0;
    const write = quantityOf(attributes, COUNTS.write) ?? 0;
    return {
      ...base,
      type: 'usage',
      // Input counts what was cached; output counts reasoning.
      inputTokens: Math.max(0, (quantityOf(attributes, COUNTS.input) ?? 0) - read - write),
      outputTokens: quantityOf(attributes, COUNTS.output),
      cacheReadTokens: read,
      cacheCreationTokens: write,
      // `priority` is what its users call fast (since 0.142).
      serviceTier: nameOf(attributes, 'service_tier'),
    };
  }
  // That the API failed is told again by the end of the stream; another kind is one event that could not be read.
  const isFailure =
    attributes.has('error.message') && (kind === undefined || kind === 'response.completed');
  return isFailure ? broken(base) : null;
}

const broken = (base: Base): TelemetryEventInput =>
  failure(base, STREAM_ERROR, 'the answer broke off');

const hasFailed = (attributes: Attributes): boolean =>
  String(attributes.get('success')) === 'false';

/** One thread of Codex hands work to another or writes to it: to whom and how much, never what. */
function readCommunication(base: Base, attributes: Attributes): ReturnType<RecordReader> {
  const toSessionId = idOf(attributes, 'receiver_thread_id');
  if (toSessionId === undefined) return null;
  const content = attributes.get('content');
  const length =
    typeof content === 'string' ? Math.min(content.length, LIMITS.promptLength) : undefined;
  const type = nameOf(attributes, 'kind') === 'spawn' ? 'handover' : 'message';
  return { ...base, type, toSessionId, length };
}

function readWebsocket(base: Base, attributes: Attributes): ReturnType<RecordReader> {
  if (!hasFailed(attributes)) return null;
  const status = quantityOf(attributes, 'http.response.status_code');
  return failure(base, failureTypeOf(status), messageOf(status, attributes));
}

const failure = (base: Base, errorType: string, errorMessage: string): TelemetryEventInput => ({
  ...base,
  type: 'error',
  errorType,
  errorMessage,
});

/** Made here: what the API answered may repeat what was asked. */
function messageOf(status: number | undefined, attributes: Attributes): string {
  const attempt = quantityOf(attributes, 'attempt');
  const what = status === undefined ? 'no answer from the API' : `HTTP ${String(status)}`;
  return attempt === undefined ? what : `${what}, attempt ${String(attempt + 1)}`;
}

const toolCall = (base: Base, attributes: Attributes) => ({
  ...base,
  type: 'tool.call' as const,
  toolUseId: idOf(attributes, 'call_id') ?? base.id,
  toolName: nameOf(attributes, 'tool_name'),
});
