import { hash64, type TelemetryEventInput } from '@claude-monitor/protocol';
import { durationOf, idOf, nameOf, quantityOf, type Attributes } from '../otlp/attributes.ts';
import { addEvent, missing, refuse, type OtlpBatch } from '../otlp/batch.ts';
import type { LogRecord, Origin } from '../otlp/records.ts';
import { failureTypeOf } from './failures.ts';
import { identityOfAgent } from './sender.ts';

/**
 * Gemini CLI (captured: 0.61.0), and Qwen Code, which is made of it. Its own log events tell everything; its
 * spans, its metrics and the records that follow the conventions repeat the tokens, and are never added.
 */
const PRODUCTS = ['gemini-cli', 'qwen-code'];

export const isGeminiCli = ({ resource, scope }: Origin): boolean =>
  PRODUCTS.includes(scope) || PRODUCTS.includes(nameOf(resource, 'service.name') ?? '');

type Base = {
  id: string;
  time: number;
  sessionId: string;
  source: 'otlp';
  model?: string | undefined;
};
type Reading = (
  base: Base,
  attributes: Attributes,
) => TelemetryEventInput | { missing: string } | null;

const READINGS: Readonly<Record<string, Reading>> = {
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

const EVENT = /^(?:gemini_cli|qwen-code)\.(.+)$/;

/** What a log record of Gemini CLI says. */
export function readGeminiLog(batch: OtlpBatch, { attributes, origin, time }: LogRecord): void {
  const name = EVENT.exec(nameOf(attributes, 'event.name') ?? '')?.[1] ?? '';
  const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined;
  if (reading === undefined) return;
  const sessionId = idOf(attributes, 'session.id') ?? idOf(origin.resource, 'session.id');
  const stated = Date.parse(nameOf(attributes, 'event.timestamp') ?? '');
  const at = Number.isNaN(stated) ? time : stated;
  if (sessionId === undefined) return refuse(batch, missing('session.id'));
  if (at === null) return refuse(batch, missing('event.timestamp'));
  const own = ['prompt_id', 'function_name', 'duration_ms', ...Object.values(COUNTS)];
  const key = own.map((attribute) => String(attributes.get(attribute) ?? ''));
  const said = reading(
    {
      id: hash64(JSON.stringify(['gemini', sessionId, name, at, key])),
      time: at,
      sessionId,
      source: 'otlp',
      ...identityOfAgent(attributes, origin, undefined),
      model: nameOf(attributes, 'model'),
    },
    attributes,
  );
  if (said === null) return;
  if ('missing' in said) refuse(batch, missing(said.missing));
  else addEvent(batch, said);
}

const COUNTS = {
  input: 'input_token_count',
  output: 'output_token_count',
  read: 'cached_content_token_count',
  thoughts: 'thoughts_token_count',
  tool: 'tool_token_count',
} as const;

/** Input counts what was cached, and no prompts of tools; output counts no thoughts. */
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
  return {
    ...base,
    type: 'usage',
    inputTokens: Math.max(0, count('input') - count('read')) + count('tool'),
    outputTokens: count('output') + count('thoughts'),
    cacheReadTokens: count('read'),
  };
}

function outcomeOf(attributes: Attributes): 'succeeded' | 'failed' | 'denied' {
  if (nameOf(attributes, 'decision') === 'reject') return 'denied';
  return String(attributes.get('success')) === 'false' ? 'failed' : 'succeeded';
}
