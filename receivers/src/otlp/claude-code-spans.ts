import { hash64 } from '@claude-monitor/protocol';
import { recordNotRead } from '../agents/unknown.ts';
import { recordUnknown } from '../unknown-names.ts';
import { idOf, nameOf, quantityOf } from './attributes.ts';
import { addEvent, missing, refuse, type OtlpBatch } from './batch.ts';
import type { Span } from './records.ts';
import { clientOf, identityOf, sessionOrUserOf, userKeysOf } from './sender.ts';

const REQUEST = 'claude_code.llm_request';
const TOKENS = {
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheCreationTokens: 'cache_creation_tokens',
} as const;

/**
 * The request that a span of Claude Code is (2.1.197 to 2.1.332): the same as its log record, by the id of the
 * request; where no logs come, all that is known of it. It says neither the cost nor how long cache writes are kept.
 */
export function readClaudeCodeSpan(batch: OtlpBatch, span: Span): void {
  const { attributes, origin, name } = span;
  if (name !== REQUEST || !Object.values(TOKENS).some((key) => attributes.has(key))) return;
  const sessionId = sessionOrUserOf(attributes, origin);
  const time = span.endAt ?? span.startAt;
  const requestId = idOf(attributes, 'request_id');
  if (sessionId === undefined) return refuse(batch, missing('session.id'));
  if (time === null) return refuse(batch, missing('endTimeUnixNano'));
  const unreadable = Object.values(TOKENS).find(
    (key) => attributes.has(key) && quantityOf(attributes, key) === undefined,
  );
  if (unreadable !== undefined) return refuse(batch, missing(unreadable));
  if (requestId === undefined) {
    const known = `${REQUEST}-without-id`;
    recordUnknown(batch.unknown, { ...clientOf(origin), kind: 'span', name: known });
    return recordNotRead(batch, known);
  }
  addEvent(batch, {
    type: 'usage',
    id: hash64(JSON.stringify(['claude code span', sessionId, requestId])),
    time,
    sessionId,
    source: 'otlp',
    agentId: idOf(attributes, 'agent_id'),
    parentAgentId: idOf(attributes, 'parent_agent_id'),
    ...identityOf(attributes, origin),
    userKeys: userKeysOf(attributes, origin),
    model: nameOf(attributes, 'model'),
    inputTokens: quantityOf(attributes, TOKENS.inputTokens),
    outputTokens: quantityOf(attributes, TOKENS.outputTokens),
    cacheReadTokens: quantityOf(attributes, TOKENS.cacheReadTokens),
    cacheCreationTokens: quantityOf(attributes, TOKENS.cacheCreationTokens),
    isCacheDurationUnsaid: true,
    requestId,
    querySource: nameOf(attributes, 'query_source_safe'),
    speed: nameOf(attributes, 'speed'),
  });
}
