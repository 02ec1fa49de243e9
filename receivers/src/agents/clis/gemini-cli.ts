import type { TelemetryEventInput } from '@claude-monitor/protocol';
import { durationOf, idOf, nameOf, quantityOf, type Attributes } from '../../otlp/attributes.ts';
import type { OtlpBatch } from '../../otlp/batch.ts';
import type { LogRecord, Origin } from '../../otlp/records.ts';
import { recordUnknown } from '../../unknown-names.ts';
import { addRecord, type Base, type RecordReader } from './cli-record.ts';
import { failureTypeOf } from '../failures.ts';
import { senderOf } from '../sender.ts';

/**
 * Gemini CLI (captured: 0.61.0), and what is made of it: Qwen Code, LLxprt Code and others under names of their own
 * (their `telemetry/constants.ts`, 2026-11). Its own log events tell everything; its spans, its metrics and the records
 * that follow the conventions repeat the tokens, and are never added.
 */
const PRODUCTS = ['gemini-cli', 'qwen-code', 'llxprt-code'];

export const isGeminiCli = ({ resource, scope }: Origin): boolean =>
  PRODUCTS.includes(scope) || PRODUCTS.includes(nameOf(resource, 'service.name') ?? '');

/** Whether a log event is one of Gemini CLI's under another product's name, which is its scope's name too. */
export function isOfGeminiFork({ attributes, origin }: Pick<LogRecord, 'attributes' | 'origin'>) {
  const [, product = '', name = ''] = EVENT.exec(nameOf(attributes, 'event.name') ?? '') ?? [];
  return (
    Object.hasOwn(READINGS, name) &&
    origin.scope !== '' &&
    product.replaceAll('_', '-') === origin.scope.replaceAll('_', '-')
  );
}

/** Qwen Code can send its log events as spans, for services that take no logs. */
export const isLogAsSpan = ({ attributes }: Pick<LogRecord, 'attributes'>): boolean =>
  attributes.get('log.bridge') === true;

const READINGS: Readonly<Record<string, RecordReader>> = {
  user_prompt: (base, attributes) => ({
    ...base,
    type: 'prompt',
    length: quantityOf(attributes, 'prompt_length'),
  }),
  api_response: readResponse,
  api_error: (base, attributes) => {
    const status =
      quantityOf(attributes, 'status_code') ?? quantityOf(attributes, 'http.status_code');
    const errorMessage = status === undefined ? 'no answer from the API' : `HTTP ${String(status)}`;
    return { ...base, type: 'error', errorType: failureTypeOf(status), errorMessage };
  },
  tool_call: (base, attributes) => ({
    ...base,
    type: 'tool.call',
    toolUseId: idOf(attributes, 'call_id') ?? base.id,
    toolName: nameOf(attributes, 'function_name'),
    state: outcomeOf(attributes),
    duration: durationOf(attributes, 'duration_ms'),
    errorType: nameOf(attributes, 'error_type') ?? nameOf(attributes, 'error.type'),
  }),
  chat_compression: (base, attributes) => ({
    ...base,
    type: 'compaction',
    preTokens: quantityOf(attributes, 'tokens_before'),
    postTokens: quantityOf(attributes, 'tokens_after'),
  }),
};

const EVENT = /^([\w-]+)\.(.+)$/;

export function readGeminiLog(batch: OtlpBatch, record: LogRecord): void {
  const { attributes, origin } = record;
  const name = EVENT.exec(nameOf(attributes, 'event.name') ?? '')?.[2] ?? '';
  const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined;
  if (reading === undefined) return recordUnread(batch, record, name);
  addRecord(batch, record, {
    of: ['gemini', name],
    sessionId: idOf(attributes, 'session.id') ?? idOf(origin.resource, 'session.id'),
    sessionAttribute: 'session.id',
    own: [...OWN, ...Object.values(COUNTS)],
    reading,
  });
}

/** Calls of one turn run at once and have no ids; what tells two of them apart is hashed, never kept. */
const OWN = [
  'prompt_id',
  'model',
  'role',
  'function_name',
  'function_args',
  'duration_ms',
  'content_length',
  'error',
];

/** Other events say nothing of figures, unless they count tokens. */
function recordUnread(batch: OtlpBatch, { attributes, origin }: LogRecord, name: string): void {
  const counts = [...attributes.keys()].filter((key) => /_token_count$/.test(key));
  if (name === '' || counts.length === 0) return;
  recordUnknown(batch.unknown, { ...senderOf(origin), kind: 'event', name: `gemini_cli.${name}` });
}

const COUNTS = {
  input: 'input_token_count',
  output: 'output_token_count',
  read: 'cached_content_token_count',
  thoughts: 'thoughts_token_count',
  tool: 'tool_token_count',
} as const;

const TOTAL = 'total_token_count';

/**
 * Input counts what was cached, and no prompts of tools; output counts no thoughts, except those of a model that
 * is asked as OpenAI's are, which the total shows.
 */
function readResponse(
  base: Base,
  attributes: Attributes,
): TelemetryEventInput | { missing: string } {
  const unreadable = Object.values(COUNTS).find(
    (key) => attributes.has(key) && quantityOf(attributes, key) === undefined,
  );
  if (unreadable !== undefined) return { missing: unreadable };
  const count = (of: keyof typeof COUNTS) => quantityOf(attributes, COUNTS[of]) ?? 0;
  if (!attributes.has(COUNTS.input) && !attributes.has(COUNTS.output))
    return { missing: COUNTS.input };
  const isWithThoughts =
    quantityOf(attributes, TOTAL) === count('input') + count('tool') + count('output');
  return {
    ...base,
    type: 'usage',
    inputTokens: Math.max(0, count('input') - count('read')) + count('tool'),
    outputTokens: count('output') + (isWithThoughts ? 0 : count('thoughts')),
    cacheReadTokens: count('read'),
  };
}

function outcomeOf(attributes: Attributes): 'succeeded' | 'failed' | 'denied' {
  if (nameOf(attributes, 'decision') === 'reject') return 'denied';
  return String(attributes.get('success')) === 'false' ? 'failed' : 'succeeded';
}
