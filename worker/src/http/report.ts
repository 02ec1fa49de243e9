import type { Report } from './answer/errors.ts';

/**
 * Writes a failure to the log by name, code and place. Messages stay out: those of the database hold
 * SQL and its values, those of parsers hold input (rule SHR4).
 */
export const reportToLog: Report = ({ what, error }) => {
  console.error(JSON.stringify({ failed: what, ...describeFailure(error) }));
};

type FailureDescription = { names: string[]; frames: string[] };

const MAX_CAUSES = 5;
const MAX_FRAMES = 8;

/** Names and codes of an error and its causes, and the stack frames of the first. */
export function describeFailure(error: unknown): FailureDescription {
  const names: string[] = [];
  let cause: unknown = error;
  while (cause !== undefined && names.length < MAX_CAUSES) {
    names.push(nameOf(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return { names, frames: error instanceof Error ? framesOf(error) : [] };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}

// Only lines that are frames: the first lines of a stack repeat the message.
const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^at .*:\d+:\d+\)?$/.test(line))
    .slice(0, MAX_FRAMES);
