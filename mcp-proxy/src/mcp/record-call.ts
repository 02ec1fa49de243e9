import { z } from 'zod';
import { parseEvent } from '@claude-monitor/protocol/parse-event';
import type { LogTool, ToolContext } from '@claude-monitor/protocol/tools';
import { cleanArguments } from '../redact/arguments.ts';
import type { UsageTotals } from './usage-totals.ts';

/** A call taken apart: lines for the spool and what to tell the model, or why it was refused. */
export type RecordedCall =
  { ok: true; lines: string[]; answer: string } | { ok: false; fault: string };

/**
 * Turns a call into events. What passes here the server accepts: it is parsed by the server's own
 * rules, so a fault is said now, to the model, which can mend it.
 */
export function recordCall(
  tool: LogTool,
  input: unknown,
  context: ToolContext,
  totals: UsageTotals,
): RecordedCall {
  const clean = cleanArguments(input ?? {});
  try {
    const { events, answer } = tool.run(clean, context);
    const lines: string[] = [];
    for (const event of events) {
      const parsed = parseEvent(event);
      if (!parsed.ok) return refused(tool, `${parsed.path}: ${parsed.message}`);
      lines.push(JSON.stringify(parsed.event));
      if (parsed.event.type === 'usage') totals.add(parsed.event);
    }
    const usage = events.find((event) => event.type === 'usage');
    const total = usage === undefined ? '' : ` ${totals.sentence(usage.sessionId)}`;
    return { ok: true, lines, answer: `${answer}${total}` };
  } catch (error) {
    if (error instanceof z.ZodError) return refused(tool, faultsOf(error));
    throw error;
  }
}

const MAX_FAULTS = 3;

function faultsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, MAX_FAULTS)
    .map((issue) => `${fieldOf(issue.path)}: ${issue.message}`)
    .join('; ');
}

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'arguments'
    : path
        .map((part, index) =>
          typeof part === 'number'
            ? `[${String(part)}]`
            : `${index === 0 ? '' : '.'}${String(part)}`,
        )
        .join('');

const refused = (tool: LogTool, fault: string): RecordedCall => ({
  ok: false,
  fault: `${tool.name} was not recorded. ${fault}. Correct this and call again.`,
});
