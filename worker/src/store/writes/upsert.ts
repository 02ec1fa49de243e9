import { getTableColumns, sql, type SQL } from 'drizzle-orm';
import { getTableConfig, type SQLiteColumn, type SQLiteTable } from 'drizzle-orm/sqlite-core';
import { statement, type Statement } from '../statement.ts';
import { storableNumber } from '../storable-number.ts';
import { storableText } from '../storable-text.ts';

/** Rows travel as one JSON text a statement; libSQL takes at most 10 MB in one parameter. */
const JSON_LENGTH = 1_000_000;

type RevTable = SQLiteTable & { rev: SQLiteColumn };

type UpsertRules = {
  /** Columns that never change once a row stands. */
  fixed?: readonly SQLiteColumn[];
  /** Indexed columns: setting one costs an index row even when its value stays, so each is set only where it differs. */
  indexed?: readonly SQLiteColumn[];
  /** Which of the rows are taken at all; `field` is the value of a column in the new row. */
  when?: (field: (column: SQLiteColumn) => SQL) => SQL;
  /** What the same rows do to others, after they are written. */
  then?: (rows: SQL, field: (column: SQLiteColumn) => SQL) => Statement;
};

/**
 * Inserts rows, or replaces what stands where the new row's `rev` is greater: a batch that is late
 * or sent again writes nothing (rule STO1). The number of statements does not grow with the rows
 * but with their bytes.
 */
export function upsertNewer<Table extends RevTable>(
  table: Table,
  rows: readonly Table['$inferInsert'][],
  rules: UpsertRules = {},
): Statement[] {
  const indexed = rules.indexed ?? [];
  return jsonChunks(table, rows).flatMap((json) => {
    const statements = [upsertStatement(table, json, rules)];
    if (indexed.length > 0) statements.push(moveStatement(table, json, indexed));
    if (rules.then !== undefined) {
      statements.push(rules.then(sql`json_each(${json})`, (column) => field(table, column)));
    }
    return statements;
  });
}

/** Column names of a table without the table's own name, as `insert` and `set` want them. */
export const names = (columns: readonly SQLiteColumn[]): SQL =>
  list(columns.map((column) => sql.identifier(column.name)));

export const list = (parts: Parameters<typeof sql.join>[0]): SQL => sql.join(parts, sql`, `);

export function columnsOf(table: SQLiteTable): readonly SQLiteColumn[] {
  return getTableConfig(table).columns;
}

export function keyColumns(table: SQLiteTable): readonly SQLiteColumn[] {
  return getTableConfig(table).primaryKeys.flatMap((key) => key.columns);
}

export const setToExcluded = (columns: readonly SQLiteColumn[]): SQL =>
  list(columns.map((column) => sql`${sql.identifier(column.name)} = ${excluded(column)}`));

export const excluded = (column: SQLiteColumn): SQL => sql`excluded.${sql.identifier(column.name)}`;

function upsertStatement(table: RevTable, json: string, rules: UpsertRules): Statement {
  const unset = [...(rules.fixed ?? []), ...(rules.indexed ?? [])];
  const isTaken = rules.when?.((column) => field(table, column)) ?? sql`true`;
  const columns = columnsOf(table);
  const key = keyColumns(table);
  const set = columns.filter((column) => !key.includes(column) && !unset.includes(column));
  return statement(sql`
    insert into ${table} (${names(columns)})
    select ${list(columns.map((column) => field(table, column)))} from json_each(${json}) where ${isTaken}
    on conflict (${names(key)}) do update set ${setToExcluded(set)}
    where ${excluded(table.rev)} > ${table.rev}`);
}

/** `rev` is equal only where the upsert before it took the row, so the guard holds here too. */
function moveStatement(table: RevTable, json: string, moved: readonly SQLiteColumn[]): Statement {
  const read = [...keyColumns(table), table.rev, ...moved];
  const fields = read.map(
    (column) => sql`${field(table, column)} as ${sql.identifier(column.name)}`,
  );
  const fresh = (column: SQLiteColumn): SQL => sql`fresh.${sql.identifier(column.name)}`;
  const isSame = [...keyColumns(table), table.rev].map(
    (column) => sql`${column} = ${fresh(column)}`,
  );
  const differs = moved.map((column) => sql`${column} is not ${fresh(column)}`);
  return statement(sql`
    update ${table}
    set ${list(moved.map((column) => sql`${sql.identifier(column.name)} = ${fresh(column)}`))}
    from (select ${list(fields)} from json_each(${json})) as fresh
    where ${sql.join(isSame, sql` and `)} and (${sql.join(differs, sql` or `)})`);
}

/** The value of a column in a row of the JSON text: rows are arrays in the order of the columns. */
function field(table: SQLiteTable, column: SQLiteColumn): SQL {
  const position = columnsOf(table).indexOf(column);
  const value = `json_extract(json_each.value, '$[${String(position)}]')`;
  return sql.raw(isBytes(column) ? `unhex(${value})` : value);
}

const isBytes = (column: SQLiteColumn): boolean => column.getSQLType() === 'blob';

function jsonChunks(table: SQLiteTable, rows: readonly object[]): string[] {
  const fields = Object.keys(getTableColumns(table));
  const chunks: string[] = [];
  let chunk: string[] = [];
  let length = 0;
  const close = (): void => {
    if (chunk.length > 0) chunks.push(`[${chunk.join(',')}]`);
    chunk = [];
    length = 0;
  };
  for (const row of rows) {
    const json = JSON.stringify(fields.map((name) => cell(Reflect.get(row, name))));
    if (length + json.length > JSON_LENGTH) close();
    chunk.push(json);
    length += json.length;
  }
  close();
  return chunks;
}

const HEX_DIGITS = new TextEncoder().encode('0123456789abcdef');
const ascii = new TextDecoder();

/** Each session and task has some hundred bytes, so that joining texts is most of what a flush costs. */
function hexOf(bytes: Uint8Array): string {
  const digits = new Uint8Array(2 * bytes.byteLength);
  let at = 0;
  for (const byte of bytes) {
    digits[at++] = HEX_DIGITS[byte >> 4] ?? 0;
    digits[at++] = HEX_DIGITS[byte & 15] ?? 0;
  }
  return ascii.decode(digits);
}

function cell(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return storableNumber(value);
  // JSON has no bytes.
  if (value instanceof Uint8Array) return hexOf(value);
  return typeof value === 'boolean' ? Number(value) : value;
}
