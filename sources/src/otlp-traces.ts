import { LIMITS } from '@claude-monitor/protocol';
import { readGenAiSpan } from './gen-ai.ts';
import { newBatch, refuse, UNREADABLE, type OtlpBatch } from './otlp/batch.ts';
import { readSpans } from './otlp/records.ts';
import { isClaudeCode } from './otlp/sender.ts';
import type { OtlpTree } from './otlp-wire.ts';

/**
 * The spans of a request as events; null for more of them than are taken at once. Those of Claude Code
 * repeat what its log records say, and are never added (rule USE2).
 */
export function normaliseTraces(tree: OtlpTree): OtlpBatch | null {
  const batch = newBatch();
  for (const span of readSpans(tree)) {
    if (++batch.records > LIMITS.otlpRecords) return null;
    if (span === null) refuse(batch, UNREADABLE);
    else if (!isClaudeCode(span.origin)) readGenAiSpan(batch, span);
  }
  return batch;
}
