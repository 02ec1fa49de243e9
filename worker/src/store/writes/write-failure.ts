import { LibsqlError } from '@libsql/client/web';
import { ZodError } from 'zod';
import { UnstorableRow } from '../storable-number.ts';
import type { WriteFault, WriteResult } from '../writer-rpc.ts';

export type WriteFailure = Extract<WriteResult, { ok: false }>;

type Known = Pick<WriteFailure, 'code' | 'fault' | 'message'>;

const refused = (fault: WriteFault, message: string): Known => ({
  code: 'refused',
  fault,
  message,
});
const BUSY: Known = { code: 'busy', fault: 'transient', message: 'libSQL is busy.' };
const AWAY: Known = {
  code: 'unreachable',
  fault: 'transient',
  message: 'libSQL is unreachable, or its response can’t be read.',
};

const CONSTRAINT = refused(
  'row',
  'A value is missing, doubled, or not of the kind that the tables of libSQL take.',
);
const TOO_LARGE = refused('row', 'A row is larger than libSQL takes.');
const NO_NUMBER = refused('row', 'A number of these rows is none.');
const BEYOND = refused('row', 'A number is beyond what libSQL stores exactly.');
/** libSQL gives one code for a missing table and for a sum that overflows: `writeFlush` finds out. */
const UNCLEAR = refused('row', 'libSQL can’t work with a value of these rows.');
const DAMAGED = refused('database', 'The database of libSQL is damaged, or is none.');
const LOCKED_OUT = refused('database', 'libSQL does not let this credential write.');
const READ_ONLY = refused('database', 'The database of libSQL is read-only.');
const NO_SPACE = refused('database', 'The disk of libSQL is full.');
const OTHER_SCHEMA = refused('database', 'libSQL has other tables than this version writes.');

/** By what libSQL 0.24 and SQLite 3.45 answer; the codes of the first group were met on a real server. */
const KNOWN: ReadonlyMap<string, Known> = new Map([
  ['SQLITE_CONSTRAINT', CONSTRAINT],
  ['SQLITE_MISMATCH', CONSTRAINT],
  ['SQLITE_TOOBIG', TOO_LARGE],
  // A parameter of more than some 8 MB.
  ['ARGS_INVALID', TOO_LARGE],
  ['SQLITE_UNKNOWN', UNCLEAR],
  ['SQL_PARSE_ERROR', OTHER_SCHEMA],
  ['SQLITE_BUSY', BUSY],
  ['SQLITE_LOCKED', BUSY],
  ['TRANSACTION_TIMEOUT', BUSY],

  ['SQLITE_RANGE', CONSTRAINT],
  ['SQLITE_ERROR', UNCLEAR],
  ['SQLITE_INTERNAL', UNCLEAR],
  ['SQLITE_FULL', NO_SPACE],
  ['SQLITE_READONLY', READ_ONLY],
  ['SQLITE_CORRUPT', DAMAGED],
  ['SQLITE_NOTADB', DAMAGED],
  ['SQLITE_FORMAT', DAMAGED],
  ['SQLITE_CANTOPEN', DAMAGED],
  ['SQLITE_AUTH', LOCKED_OUT],
  ['SQLITE_PERM', LOCKED_OUT],
  // A host that stops writes: a quota was used up.
  ['BLOCKED', LOCKED_OUT],
]);

const BY_STATUS: ReadonlyMap<number, Known> = new Map([
  [400, UNCLEAR],
  [401, LOCKED_OUT],
  [403, LOCKED_OUT],
  [413, TOO_LARGE],
  [422, UNCLEAR],
  [429, BUSY],
]);

/**
 * What went wrong with a call to libSQL, as a value: an Error loses its class on the way between
 * objects. Nothing of the error's own text is passed on: it may hold SQL and values (rule SHR4).
 */
export function writeFailure(error: unknown): WriteFailure {
  if (isTimeout(error)) {
    const message = 'libSQL didn’t respond in time.';
    return { ok: false, code: 'timeout', fault: 'transient', reason: 'TIMEOUT', message };
  }
  if (error instanceof UnstorableRow) return failure('NOT_A_NUMBER', NO_NUMBER);
  if (error instanceof ZodError) return failure('ROW_INVALID', CONSTRAINT);
  // The client itself refuses a parameter; libSQL answers one it can't read with a bare text.
  if (error instanceof RangeError) return failure('NUMBER_TOO_LARGE', BEYOND);
  if (error instanceof SyntaxError) return failure('NOT_JSON', UNCLEAR);
  if (!(error instanceof LibsqlError)) return failure('UNREACHABLE', AWAY);
  const known = knownOf(error.code);
  if (known !== undefined) return failure(error.code, known);
  const status = httpStatus(error);
  if (status !== null) return failure(`HTTP_${String(status)}`, httpFailure(status));
  const isRefusal = error.code.startsWith('SQLITE_') || error.code.startsWith('SQL_');
  return failure(codeOf(error), isRefusal ? refused('transient', 'libSQL refused.') : AWAY);
}

/** The same of a call that carried no rows: then it can't be their fault. */
export function rowlessFailure(error: unknown): WriteFailure {
  const found = writeFailure(error);
  return found.fault === 'row' ? { ...found, ...OTHER_SCHEMA } : found;
}

const failure = (reason: string, known: Known): WriteFailure => ({ ok: false, ...known, reason });

const isTimeout = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');

/** An extended code is its plain one and more: `SQLITE_CONSTRAINT_NOTNULL`. */
function knownOf(code: string): Known | undefined {
  const [family, name] = code.split('_');
  return KNOWN.get(code) ?? KNOWN.get(`${family ?? ''}_${name ?? ''}`);
}

/** A code is shown and stored: what does not look like one is not passed on. */
const codeOf = ({ code }: LibsqlError): string => (/^[A-Z_]{1,60}$/.test(code) ? code : 'UNKNOWN');

function httpFailure(status: number): Known {
  if (status >= 500) return AWAY;
  return BY_STATUS.get(status) ?? refused('database', 'This address is no libSQL server of ours.');
}

function httpStatus({ cause }: LibsqlError): number | null {
  if (!(cause instanceof Error) || !('status' in cause)) return null;
  return typeof cause.status === 'number' ? cause.status : null;
}
