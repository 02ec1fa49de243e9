/** A value as libSQL gives it: integers come as bigint, so that none loses a digit. */
export type SqlValue = null | bigint | number | string | ArrayBuffer;

/**
 * A value as SQL, on one line: a dump is read back line by line. Text with control characters goes as
 * hexadecimal, for SQLite's text ends at a NUL.
 */
export function sqlLiteral(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return real(value);
  if (typeof value === 'string') {
    // eslint-disable-next-line no-control-regex -- these are what is looked for
    if (/[\u0000-\u001f\u007f\u0085\u2028\u2029]/.test(value)) {
      return `CAST(${hex(Buffer.from(value, 'utf8'))} AS TEXT)`;
    }
    return `'${value.replaceAll("'", "''")}'`;
  }
  return hex(Buffer.from(value));
}

export const sqlName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A real stays one where it is whole: `3` would come back as an integer. */
function real(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '9e999' : '-9e999';
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const hex = (bytes: Buffer): string => `X'${bytes.toString('hex').toUpperCase()}'`;
