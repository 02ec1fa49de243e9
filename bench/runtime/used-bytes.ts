import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** libSQL's own list of databases; what is kept for replicas is no SQLite file. */
const NOT_DATA = /metastore|metadata/;

/** Bytes of all SQLite databases below a folder that nobody writes now, their free pages not counted. */
export function usedBytes(folder: string): number {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(^|\/)data$|\.sqlite$/.test(name) && !NOT_DATA.test(name),
  );
  return files.reduce((sum, name) => sum + bytesOf(join(folder, name)), 0);
}

function bytesOf(path: string): number {
  const database = new DatabaseSync(path);
  // The file alone would lack what is still in the write-ahead log.
  database.exec('pragma wal_checkpoint(truncate)');
  const pragma = (name: string): number =>
    Number(Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]);
  const bytes = (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
  database.close();
  return bytes;
}
