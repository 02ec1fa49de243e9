import { answerKeyOf } from '@claude-monitor/protocol';
import type { Attributes } from '../otlp/attributes.ts';
import type { Tokens } from '../conventions/counts.ts';
import { firstId } from './sender.ts';

/** The prefix of an ID, which many share. */
const PREFIX =
  /^(chatcmpl|chat|cmpl|completion|gen|id|lc_run-|msg|message|req|request|resp|response|run)[-_]/i;
/** What somebody wrote where a server asks for an id: words, or a number that counts or tells the time. */
const NO_IDS = [
  /^\d{1,16}(\.\d+)?$/,
  /^\d{4}-\d\d-\d\d[T ]\d/,
  /^[a-z]+[-_:. ]\d{1,6}$/i,
  /^\[object /,
  /^[A-Z]?[a-z]+([-_. ][A-Z]?[a-z]+)*$/,
  /(^|[-_. ])(default|dummy|example|fake|mock|placeholder|sample|string|stub|test)([-_. ]|$)/i,
];
/** Local servers count, or draw from a thousand: such an id comes again. */
const SHORTEST = 7;

/**
 * What a request is known by. The id of a request at its provider is the same wherever it is reported. That of an
 * answer is believed together with its tokens, for a span around several calls may carry the last one's. One
 * that is too short to be one of a kind is none: the span stands for it.
 */
export function requestIdOf(
  attributes: Attributes,
  span: { traceId: string; spanId: string },
  tokens: Tokens,
): string | undefined {
  const sure = firstId(attributes, 'requestId');
  if (sure !== undefined) return sure;
  const id = firstId(attributes, 'responseId');
  const own = id?.trim().replace(PREFIX, '') ?? '';
  const isRepeated = new Set(own.replace(/[^a-z0-9]/gi, '')).size <= 2;
  const isNone = own.length < SHORTEST || isRepeated || NO_IDS.some((noId) => noId.test(own));
  if (id === undefined || isNone) return spanKey(span);
  const { inputTokens, cacheReadTokens, cacheCreationTokens, outputTokens } = tokens;
  const input = inputTokens + cacheReadTokens + cacheCreationTokens;
  return answerKeyOf(id, { input, output: outputTokens });
}

/** Ids of spans are one of a kind in their trace only. */
export const spanKey = ({ traceId, spanId }: { traceId: string; spanId: string }) =>
  spanId === '' ? undefined : `span ${traceId} ${spanId}`;
