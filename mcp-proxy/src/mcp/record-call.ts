import type { LogTool, ToolContext } from '@claude-monitor/protocol/tools/tools';
import { eventsOfCall, refusedCall } from '@claude-monitor/protocol/mcp/events-of-call';
import type { UsageTotals } from './usage-totals.ts';

/** A call taken apart: lines for the spool and what to tell the model, or why it was refused. */
export type RecordedCall =
  { ok: true; lines: string[]; answer: string } | { ok: false; fault: string };

/** Turns a call into what is kept, and answered: a refusal tells the model what to mend. */
export function recordCall(
  tool: LogTool,
  input: unknown,
  { context, totals }: { context: ToolContext; totals: UsageTotals },
): RecordedCall {
  const call = eventsOfCall(tool, input, context);
  if (!call.ok) return { ok: false, fault: refusedCall(tool, call.faults) };
  for (const event of call.events) if (event.type === 'usage') totals.add(event);
  const usage = call.events.find((event) => event.type === 'usage');
  const total = usage === undefined ? '' : ` ${totals.sentence(usage.sessionId)}`;
  return {
    ok: true,
    lines: call.events.map((event) => JSON.stringify(event)),
    answer: `${call.answer}${total}`,
  };
}
