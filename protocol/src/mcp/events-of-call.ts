import { z } from 'zod';
import type { TelemetryEvent } from '../event/event.ts';
import { parseEvent } from '../event/parse-event.ts';
import { cleanArguments } from '../secrets/clean-arguments.ts';
import { runWithEarlier } from '../plan/earlier-tasks.ts';
import type { LogTool, ToolContext } from '../tools/tool.ts';

/** What is wrong with a call; `path` is the argument, '' for all of them. */
export type CallFault = { path: string; message: string };

export type AcceptedCall =
  | { ok: true; events: TelemetryEvent[]; answer: string }
  | { ok: false; faults: [CallFault, ...CallFault[]] };

/**
 * Turns a call into events, secrets replaced. What passes here the server accepts: it is parsed by
 * the server's own rules, so a fault is said now, to the caller, who can mend it.
 */
export function eventsOfCall(tool: LogTool, input: unknown, context: ToolContext): AcceptedCall {
  const clean = cleanArguments(input ?? {});
  try {
    const { events, answer } = runWithEarlier(tool, clean, context);
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

function refused(faults: readonly CallFault[]): AcceptedCall {
  const [first = { path: '', message: 'not valid' }, ...rest] = faults.slice(0, MAX_FAULTS);
  return { ok: false, faults: [first, ...rest] };
}

/** The answer to a call that was refused: the model, or its author, can mend it. */
export const refusedCall = (tool: LogTool, faults: readonly CallFault[]): string =>
  `${tool.name} was not recorded. ${faultWords(faults)}. Correct this and call again.`;

/** The first faults, each with its field; `whole` is what they are the fields of. */
export const faultsOf = (error: z.ZodError, whole = 'arguments'): string =>
  faultWords(error.issues.slice(0, MAX_FAULTS).map(faultOf), whole);

const faultWords = (faults: readonly CallFault[], whole = 'arguments'): string =>
  faults.map(({ path, message }) => `${path || whole}: ${message}`).join('; ');

const faultOf = (issue: z.core.$ZodIssue): CallFault => ({
  path: issue.path.map(partOf).join(''),
  message: issue.message,
});

const partOf = (part: PropertyKey, index: number): string =>
  typeof part === 'number' ? `[${String(part)}]` : `${index === 0 ? '' : '.'}${String(part)}`;
