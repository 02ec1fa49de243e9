import { keepHidden } from '../ingest/labels.ts';
import { newProgress, writeProgress } from '../state/progress.ts';
import { META_NAMES } from '../storage/meta-names.ts';
import { textOf, writeMeta } from '../storage/storage.ts';
import { FORGOTTEN } from '../auth/audit.ts';

/**
 * What outlives what happened: keys, channels and rules, which administrators made and nothing that happened
 * is in; the audit; and what refuses that it comes back. Whatever else there is, is deleted.
 */
const KEPT_TABLES: readonly string[] = ['meta', 'key', 'channel', 'rule', 'audit', 'tombstone'];

/** Audit lines whose subject stays: those of others name what is gone. */
const NAMED_STILL = ["kind like 'key!_%' escape '!'", "kind like 'channel!_%' escape '!'"];

/** Deletes all that a hub knows of its workspace, in one turn: a new epoch begins. */
export function wipeTables(sql: SqlStorage, now: number): void {
  for (const table of tablesOf(sql)) {
    if (!KEPT_TABLES.includes(table)) sql.exec(`delete from "${table}"`);
  }
  const stay = new Set(
    Object.entries(META_NAMES).flatMap(([name, becomes]) => (becomes === 'deleted' ? [] : name)),
  );
  for (const row of [...sql.exec('select name from meta')]) {
    const name = textOf(row['name']);
    if (!stay.has(name)) sql.exec('delete from meta where name = ?', name);
  }
  sql.exec(
    `update audit set name = ? where name <> id and not (${NAMED_STILL.join(' or ')})`,
    FORGOTTEN,
  );
  keepHidden(sql, now);
  writeMeta(sql, 'incidents since', now);
  writeProgress(sql, newProgress(now));
}

/** The hub's own: not those that SQLite and the runtime keep beside them. */
export const tablesOf = (sql: SqlStorage): string[] =>
  [...sql.exec("select name from sqlite_master where type = 'table'")]
    .map((row) => textOf(row['name']))
    .filter((table) => !table.startsWith('_cf') && !table.startsWith('sqlite_'));
