import { z } from 'zod';
import type { TelemetryEvent } from '@claude-monitor/protocol/event';
import { parseEvent } from '@claude-monitor/protocol/parse-event';
import type { LogTool, ToolContext } from '@claude-monitor/protocol/tools';
import { cleanArguments } from '../redact/arguments.ts';

/** What is wrong with a call; `path` is the argument, '' for all of them. */
export type CallFault = { path: string; message: string };

export type TakenCall =
  | { ok: true; events: TelemetryEvent[]; answer: string }
  | { ok: false; faults: [CallFault, ...CallFault[]] };

/**
 * Turns a call into events, secrets replaced. What passes here the server accepts: it is parsed by
 * the server's own rules, so a fault is said now, to the caller, who can mend it.
 */
export function eventsOfCall(tool: LogTool, input: unknown, context: ToolContext): TakenCall {
  const clean = cleanArguments(input ?? {});
  try {
    const { events, answer } = tool.run(clean, context);
    const taken: TelemetryEvent[] = [];
    for (const event of events) {
      const parsed = parseEvent(event);
      if (!parsed.ok) return refused([{ path: parsed.path, message: parsed.message }]);
      taken.push(parsed.event);
    }
    return { ok: true, events: taken, answer };
  } catch (error) {
    if (error instanceof z.ZodError) return refused(error.issues.map(faultOf));
    throw error;
  }
}

const MAX_FAULTS = 3;

function refused(faults: readonly CallFault[]): TakenCall {
  const [first = { path: '', message: 'not valid' }, ...rest] = faults.slice(0, MAX_FAULTS);
  return { ok: false, faults: [first, ...rest] };
}

const faultOf = (issue: z.core.$ZodIssue): CallFault => ({
  path: issue.path.map(partOf).join(''),
  message: issue.message,
});

const partOf = (part: PropertyKey, index: number): string =>
  typeof part === 'number' ? `[${String(part)}]` : `${index === 0 ? '' : '.'}${String(part)}`;
