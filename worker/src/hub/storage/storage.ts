import type { MetaName } from './meta-names.ts';

export function readMeta(sql: SqlStorage, name: MetaName): SqlStorageValue {
  const row = [...sql.exec('select value from meta where name = ?', name)][0];
  return row?.['value'] ?? null;
}

/** A value that stands already is not written again: each write is a billed row. */
export function writeMeta(sql: SqlStorage, name: MetaName, value: SqlStorageValue): void {
  sql.exec(
    `insert into meta (name, value) values (?, ?)
     on conflict (name) do update set value = excluded.value where value is not excluded.value`,
    name,
    value,
  );
}

export function textOf(value: SqlStorageValue | undefined): string {
  if (typeof value !== 'string') throw new Error('a stored text is not a text');
  return value;
}
