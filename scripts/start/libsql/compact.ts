import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

/** Where the server keeps its only namespace. */
const NAMESPACE = 'dbs/default';
/**
 * Beside the database: the log for replicas and what it is packed into when it grows hold old pages, the
 * statistics the slowest statements.
 */
const LEFTOVERS = ['wallog', 'snapshots', 'stats.json', 'to_compact', 'tmp'];

const PAGES_WORTH_IT = 4_096;
const SHARE_WORTH_IT = 0.25;

const numberSchema = z.record(z.string(), z.number());

export type Compacted = { before: number; after: number };

/** Whether so much of a stopped server's database is free that rewriting it gives space back. */
export function isWorthCompacting(libsqlFolder: string): boolean {
  const path = join(libsqlFolder, NAMESPACE, 'data');
  if (!existsSync(path)) return false;
  return withDatabase(path, (db) => {
    const free = pragma(db, 'freelist_count');
    return free >= PAGES_WORTH_IT && free >= pragma(db, 'page_count') * SHARE_WORTH_IT;
  });
}

/**
 * Rewrites the database of a stopped libSQL server, so that what was deleted is in no file any more, free
 * pages and logs included: the server itself has neither VACUUM nor `secure_delete`. It makes its log again
 * from the database when it finds none.
 */
export function compactLibsql(libsqlFolder: string): Compacted {
  const namespace = join(libsqlFolder, NAMESPACE);
  const before = bytesIn(libsqlFolder);
  // First: after a kill in between, the server makes the log again, and finds none of other pages.
  for (const name of LEFTOVERS) rmSync(join(namespace, name), { recursive: true, force: true });
  rewrite(join(namespace, 'data'));
  return { before, after: bytesIn(libsqlFolder) };
}

/** The same for the databases of a Worker's objects, which it has open as long as it runs. */
export function compactState(stateFolder: string): Compacted {
  const before = bytesIn(stateFolder);
  for (const path of databasesIn(stateFolder)) rewrite(path);
  return { before, after: bytesIn(stateFolder) };
}

export const databasesIn = (stateFolder: string): string[] =>
  readdirSync(stateFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sqlite'))
    .map((name) => join(stateFolder, name));

function rewrite(path: string): void {
  withDatabase(path, (db) => {
    // New pages begin as zeros, not as what memory held.
    db.exec('PRAGMA secure_delete = ON');
    db.exec('VACUUM');
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  });
}

function withDatabase<Value>(path: string, use: (db: DatabaseSync) => Value): Value {
  const db = new DatabaseSync(path);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

function pragma(db: DatabaseSync, name: 'page_count' | 'freelist_count'): number {
  return numberSchema.parse({ ...db.prepare(`PRAGMA ${name}`).get() })[name] ?? 0;
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
