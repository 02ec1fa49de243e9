import { z } from 'zod';
import type { TelemetryEvent } from '../event.ts';
import { parseEvent } from '../parse-event.ts';
import type { LogTool, ToolContext } from '../tool.ts';

/** A call taken apart: its events and what to tell the model, or why it was refused. */
export type CallEvents =
  { ok: true; events: TelemetryEvent[]; answer: string } | { ok: false; fault: string };

/**
 * The events of a call, parsed by the rules of ingest: a fault is said at once, to the model, which
 * can mend it.
 */
export function eventsOfCall(tool: LogTool, input: unknown, context: ToolContext): CallEvents {
  try {
    const { events: made, answer } = tool.run(input, context);
    const events: TelemetryEvent[] = [];
    for (const event of made) {
      const parsed = parseEvent(event);
      if (!parsed.ok) return refused(tool, `${parsed.path}: ${parsed.message}`);
      events.push(parsed.event);
    }
    return { ok: true, events, answer };
  } catch (error) {
    if (error instanceof z.ZodError) return refused(tool, faultsOf(error));
    throw error;
  }
}

const MAX_FAULTS = 3;

/** The first faults of arguments, each with its field, in one sentence. */
export function faultsOf(error: z.ZodError): string {
  return error.issues
    .slice(0, MAX_FAULTS)
    .map((issue) => `${fieldOf(issue.path)}: ${issue.message}`)
    .join('; ');
}

const fieldOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'arguments' : z.core.toDotPath(path);

const refused = (tool: LogTool, fault: string): CallEvents => ({
  ok: false,
  fault: `${tool.name} was not recorded. ${fault}. Correct this and call again.`,
});
