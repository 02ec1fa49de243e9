import { z } from 'zod';

const typed = z.object({ type: z.string() });
const EXPENDABLE: ReadonlySet<string> = new Set(['usage', 'tool.call']);

/** Whether an event is among the first to go when the spool is full (rule PRX3), and so is a line that is none. */
export function isExpendable(line: string): boolean {
  const type = typeOf(line);
  return type === null || EXPENDABLE.has(type);
}

/** The event type in a line, or null when the line holds no event. */
export function typeOf(line: string): string | null {
  try {
    const parsed = typed.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data.type : null;
  } catch {
    return null;
  }
}
