import type { Columns, ListStatus, RecordKind, Row } from '@claude-monitor/fold';

export const STATUS_CODES: Record<ListStatus, number> = { closed: 0, open: 1, attention: 2 };

/** How many rows a statement writes: a few sizes, so that the runtime knows them all; it binds 100 values at most. */
const SIZES = [16, 4, 1] as const;

export type StoredRow = {
  id: number;
  key: string;
  body: string | ArrayBuffer;
  columns: Row['columns'];
};

/**
 * Writes rows of one kind, many with each statement: to run one costs ten times what it does. One of a key that
 * another stands in the way of takes the next free id.
 */
export function writeRows(sql: SqlStorage, kind: RecordKind, rows: readonly StoredRow[]): void {
  let at = 0;
  for (const size of SIZES) {
    for (; at + size <= rows.length; at += size) {
      const some = rows.slice(at, at + size);
      if (write(sql, kind, some) < size) for (const row of some) writeOne(sql, kind, row);
    }
  }
}

/** How many were written: not those at whose id another key stands. */
function write(sql: SqlStorage, kind: RecordKind, rows: readonly StoredRow[]): number {
  const [first] = rows;
  if (first === undefined) return 0;
  const columns = ['id', 'key', 'body', ...(first.columns === undefined ? [] : LISTED)];
  const values = `(${columns.map(() => '?').join(', ')})`;
  // One statement, new or not: to look first whether the row is there would cost as much again.
  sql.exec(
    `insert into ${kind}_record (${columns.join(', ')}) values ${rows.map(() => values).join(', ')}
     on conflict (id) do update
     set ${columns
       .slice(2)
       .map((column) => `${column} = excluded.${column}`)
       .join(', ')}
     where key = excluded.key`,
    ...rows.flatMap(({ id, key, body, columns }) => [id, key, body, ...valuesOf(columns)]),
  );
  return Number(sql.exec('select changes() as written').one()['written']);
}

function writeOne(sql: SqlStorage, kind: RecordKind, row: StoredRow): void {
  for (let { id } = row; write(sql, kind, [{ ...row, id }]) === 0; id++);
}

const LISTED = ['last_at', 'status', 'named_id'];

const valuesOf = (columns: Columns | undefined): SqlStorageValue[] =>
  columns === undefined ? [] : [columns.lastAt, STATUS_CODES[columns.status], columns.namedId];
