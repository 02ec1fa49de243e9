import { AppError, type ErrorCode } from '@claude-monitor/protocol';
import { z } from 'zod';

/** What the schema makes of a value, or an error that names the field at fault. */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: ErrorCode,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(code, parsed.error);
}

function invalid(code: ErrorCode, error: z.core.$ZodError): AppError {
  const issue = error.issues[0];
  if (issue === undefined) return new AppError(code, 'not valid');
  const path = z.core.toDotPath(issue.path);
  return new AppError(code, issue.message, path === '' ? {} : { path });
}
