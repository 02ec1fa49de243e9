import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { durationOf, idOf, nameOf, quantityOf, type Attributes } from '../../otlp/attributes.ts';
import type { OtlpBatch } from '../../otlp/batch.ts';
import type { LogRecord, Origin } from '../../otlp/records.ts';
import { recordUnknown } from '../../unknown-names.ts';
import { addRecord, type Base, type RecordReader } from './cli-record.ts';
import { failureTypeOf } from '../failures.ts';
import { senderOf } from '../sender.ts';

/**
 * Codex CLI (captured: 0.169.0 and 0.171.0). Its log events tell everything, by session and model; its spans and
 * metrics repeat that, without the model or without the session, and are never added.
 */
export function isCodex({ resource, scope }: Origin): boolean {
  if (/^codex_(otel|exec|cli|tui)\b/.test(scope)) return true;
  const service = nameOf(resource, 'service.name') ?? '';
  return /^codex([_-]\w+)*$/.test(service) && resource.get('telemetry.sdk.language') === 'rust';
}

/** Whether a log event is one of Codex', sent by a product that is made of it under a name of its own. */
export const isOfCodexFork = ({ attributes }: Pick<LogRecord, 'attributes'>): boolean =>
  attributes.has('conversation.id') && (nameOf(attributes, 'event.name') ?? '').startsWith(PREFIX);

const READINGS: Readonly<Record<string, RecordReader>> = {
  user_prompt: (base, attributes) => ({
    ...base,
    type: 'prompt',
    length: quantityOf(attributes, 'prompt_length'),
  }),
  sse_event: readStreamEvent,
  api_request: (base, attributes) => {
    const status = quantityOf(attributes, 'http.response.status_code');
    const hasFailed = status === undefined ? attributes.has('error.message') : status >= 400;
    return hasFailed ? failure(base, failureTypeOf(status), messageOf(status, attributes)) : null;
  },
  // Over a websocket there is no `api_request`; its answers are stream events as well.
  websocket_connect: readWebsocket,
  websocket_request: readWebsocket,
  tool_decision: (base, attributes) =>
    /^(denied|rejected|abort)/.test(nameOf(attributes, 'decision') ?? '')
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
  'sandbox_outcome',
  'startup_phase',
  'turn_cost',
  'turn_ttft',
  'websocket_event',
]);

const PREFIX = 'codex.';

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
  addRecord(batch, record, {
    of: ['codex', name],
    sessionId: idOf(attributes, 'conversation.id'),
    sessionAttribute: 'conversation.id',
    own: ['call_id', 'event.kind', 'attempt', ...Object.values(COUNTS)],
    reading,
  });
}

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
    };
  }
  // A stream that broke is reported twice: with its kind, and without.
  const isFailure =
    attributes.has('error.message') && (kind === undefined || kind === 'response.failed');
  return isFailure ? failure(base, 'stream_error', 'the answer broke off') : null;
}

function readWebsocket(base: Base, attributes: Attributes): ReturnType<RecordReader> {
  if (String(attributes.get('success')) !== 'false') return null;
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
