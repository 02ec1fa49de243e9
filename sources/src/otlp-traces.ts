import { LIMITS } from '@claude-monitor/protocol';
import { conversationsOf, readGenAiSpan } from './gen-ai.ts';
import { newBatch, refuse, UNREADABLE, type OtlpBatch } from './otlp/batch.ts';
import { readSpans, type Span } from './otlp/records.ts';
import { isClaudeCode } from './otlp/sender.ts';
import type { OtlpTree } from './otlp-wire.ts';

/**
 * The spans of a request as events; null for more of them than are taken at once. Those of Claude Code
 * repeat what its log records say, and are never added (rule USE2).
 */
export function normaliseTraces(tree: OtlpTree): OtlpBatch | null {
  const spans: (Span | null)[] = [];
  for (const span of readSpans(tree)) {
    if (spans.push(span) > LIMITS.otlpRecords) return null;
  }
  const batch = newBatch();
  const conversations = conversationsOf(spans.filter(isOfAnotherAgent));
  for (const span of spans) {
    batch.records++;
    if (span === null) refuse(batch, UNREADABLE);
    else if (isOfAnotherAgent(span)) readGenAiSpan(batch, span, conversations);
  }
  return batch;
}

const isOfAnotherAgent = (span: Span | null): span is Span =>
  span !== null && !isClaudeCode(span.origin);
