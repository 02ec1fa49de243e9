import { LIMITS } from '@claude-monitor/protocol';
import { isCodex } from '../agents/codex.ts';
import { isGeminiCli } from '../agents/gemini-cli.ts';
import { readAgentSpan } from '../agents/spans.ts';
import { addTraces, tracesOf } from '../agents/traces.ts';
import { newBatch, refuse, UNREADABLE, type OtlpBatch } from './batch.ts';
import { recordMachine } from './machine.ts';
import { readSpans, type Span } from './records.ts';
import { isClaudeCode } from './sender.ts';
import type { OtlpTree } from './wire.ts';

/**
 * The spans of a request as events; null for more of them than are taken at once. Those of Claude Code, Codex
 * and Gemini CLI repeat what their log records say, and are never added (rule USE2).
 */
export function normaliseTraces(tree: OtlpTree): OtlpBatch | null {
  const spans: (Span | null)[] = [];
  for (const span of readSpans(tree)) {
    if (spans.push(span) > LIMITS.otlpRecords) return null;
  }
  const batch = newBatch();
  const traces = tracesOf(spans.filter(isOfAnotherAgent));
  for (const span of spans) {
    batch.records++;
    const before = batch.events.length;
    if (span === null) refuse(batch, UNREADABLE);
    if (!isOfAnotherAgent(span)) continue;
    readAgentSpan(batch, span, traces);
    recordMachine(batch, before, span);
  }
  addTraces(batch, traces);
  return batch;
}

/** The clients that tell in their log records what their spans repeat. */
const isOfAnotherAgent = (span: Span | null): span is Span =>
  span !== null && !isClaudeCode(span.origin) && !isCodex(span.origin) && !isGeminiCli(span.origin);
