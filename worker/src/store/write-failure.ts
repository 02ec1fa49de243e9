import { LibsqlError } from '@libsql/client/web';
import { ZodError } from 'zod';
import type { WriteResult } from './rows.ts';

export type WriteFailure = Extract<WriteResult, { ok: false }>;

/** Codes that name a fault of the rows themselves: the same batch fails again for ever (rule STO7). */
const PERMANENT_CODES: ReadonlySet<string> = new Set([
  'SQLITE_CONSTRAINT',
  'SQLITE_MISMATCH',
  'SQLITE_TOOBIG',
  'SQLITE_RANGE',
  'ARGS_INVALID',
]);

/**
 * What went wrong with a call to libSQL, as a value: an Error loses its class on the way between
 * objects. The message holds a code only, never SQL or an address (rule SHR4).
 */
export function writeFailure(error: unknown): WriteFailure {
  if (isTimeout(error)) return failure('timeout', 'libSQL did not answer in time');
  if (error instanceof ZodError) return permanent('a row is not as the tables have it');
  if (!(error instanceof LibsqlError)) return failure('unreachable', 'libSQL was not reached');
  if (isBusy(error.code)) return failure('busy', `libSQL: ${error.code}`);
  const status = httpStatus(error);
  if (status !== null) return httpFailure(status);
  // A missing table is refused but not permanent: the migration may be still to come.
  if (error.code.startsWith('SQLITE_') || error.code === 'ARGS_INVALID') {
    const message = `libSQL: ${error.code}`;
    return PERMANENT_CODES.has(error.code) ? permanent(message) : failure('refused', message);
  }
  return failure('unreachable', `libSQL: ${error.code}`);
}

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

const isBusy = (code: string): boolean =>
  code.startsWith('SQLITE_BUSY') ||
  code.startsWith('SQLITE_LOCKED') ||
  code === 'TRANSACTION_TIMEOUT';

function httpFailure(status: number): WriteFailure {
  const message = `libSQL: HTTP ${String(status)}`;
  if (status === 429) return failure('busy', message);
  if (status === 413) return permanent(message);
  return failure(status < 500 ? 'refused' : 'unreachable', message);
}

function httpStatus({ cause }: LibsqlError): number | null {
  if (!(cause instanceof Error) || !('status' in cause)) return null;
  return typeof cause.status === 'number' ? cause.status : null;
}

const failure = (code: WriteFailure['code'], message: string): WriteFailure => ({
  ok: false,
  code,
  isPermanent: false,
  message,
});

const permanent = (message: string): WriteFailure => ({
  ...failure('refused', message),
  isPermanent: true,
});
