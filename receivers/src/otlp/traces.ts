import { LIMITS } from '@claude-monitor/protocol';
import { isCodexSpan } from '../agents/clis/codex-sender.ts';
import { readCodexSpan } from '../agents/clis/codex-turn.ts';
import { isGeminiCli, isLogAsSpan, readGeminiLog } from '../agents/clis/gemini-cli.ts';
import { recordGeminiSpan } from '../agents/clis/gemini-metrics.ts';
import { asConvention, isGoose } from '../agents/clis/goose.ts';
import { readAgentSpan } from '../agents/spans.ts';
import { addTraces, tracesOf } from '../agents/traces.ts';
import { newBatch, refuse, UNREADABLE, type OtlpBatch } from './batch.ts';
import { readClaudeCodeSpan } from './claude-code-spans.ts';
import { recordLabelsLeftOut } from './labels/left-out.ts';
import { recordMachine } from './machine.ts';
import { readSpans, type LogRecord, type Span } from './records.ts';
import { isClaudeCode } from './sender.ts';
import type { OtlpTree } from './wire.ts';

/**
 * The spans of a request as events; null for more of them than are taken at once. Those of Claude Code's requests are
 * one with its log records (rule USE2); of Codex' those of turns count where no log records come.
 */
export function normaliseTraces(tree: OtlpTree): OtlpBatch | null {
  const spans: (Span | null)[] = [];
  for (const span of readSpans(tree)) {
    const read = span !== null && isGoose(span.origin) ? asConvention(span) : span;
    if (spans.push(read) > LIMITS.otlpRecords) return null;
  }
  const batch = newBatch();
  const traces = tracesOf(spans.filter((span) => span !== null).filter(isOfAnotherAgent));
  for (const span of spans) {
    batch.records++;
    const before = batch.events.length;
    if (span === null) refuse(batch, UNREADABLE);
    if (span === null) continue;
    if (isOfAnotherAgent(span)) readAgentSpan(batch, span, traces);
    else if (isClaudeCode(span.origin)) readClaudeCodeSpan(batch, span);
    else if (isCodexSpan(span)) readCodexSpan(batch, span);
    else if (isLogAsSpan(span)) readGeminiLog(batch, asLog(span));
    else recordGeminiSpan(batch, span);
    recordMachine(batch, before, span);
    recordLabelsLeftOut(batch, before, span);
  }
  addTraces(batch, traces);
  return batch;
}

const asLog = (span: Span): LogRecord => ({
  ...span,
  time: span.startAt,
  eventName: span.name,
  body: new Map(),
});

/** The clients that tell in their log records what their spans repeat. */
const isOfAnotherAgent = (span: Span): boolean =>
  !isClaudeCode(span.origin) && !isCodexSpan(span) && !isGeminiCli(span.origin);
