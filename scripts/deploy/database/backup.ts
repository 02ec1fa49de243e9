import { LibsqlError, type Client, type Row } from '@libsql/client/http';
import { mkdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { withClient, type DatabaseAccess } from './database.ts';
import { sqlLiteral, sqlName, type SqlValue } from './sql-literal.ts';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const ROWS_AT_ONCE = 500;
/** A restore sends so much at once; a statement of its own may be larger. */
const CHARACTERS_AT_ONCE = 1_000_000;
const HEAD = '-- Claude Monitor, a dump of its database: one statement a line.';

const objectSchema = z.object({ type: z.string(), name: z.string(), sql: z.string() });
const columnSchema = z.object({ name: z.string(), pk: z.coerce.number() });

type Table = { name: string; sql: string; columns: string[]; key: string[] };

export type Backup = { path: string; rows: number };

/**
 * Writes a database as SQL into a file that only its owner reads. Nothing is locked meanwhile, so the
 * order makes it whole: the cursors of the hubs come first, so a restored database is at most behind,
 * and each hub sends again what came after; trends come last, for they are made from rows.
 */
export async function backUp(
  access: DatabaseAccess,
  target: { folder: string; name: string },
): Promise<Backup> {
  mkdirSync(target.folder, { recursive: true, mode: PRIVATE_FOLDER });
  const path = join(target.folder, `${target.name}.sql`);
  const unfinished = `${path}.part`;
  const file = await open(unfinished, 'wx', PRIVATE_FILE);
  try {
    const rows = await withClient(access, async (client) => {
      const objects = await schemaOf(client);
      await file.write(`${HEAD}\n`);
      for (const { sql } of objects.tables) await file.write(`${oneLine(sql)};\n`);
      let count = 0;
      for (const table of objects.tables) {
        for await (const line of rowsOf(client, table)) {
          await file.write(`${line}\n`);
          count += 1;
        }
      }
      for (const sql of objects.others) await file.write(`${oneLine(sql)};\n`);
      return count;
    });
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    return { path, rows };
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}

export async function restore(
  access: DatabaseAccess,
  lines: AsyncIterable<string>,
): Promise<number> {
  return await withClient(access, async (client) => {
    let count = 0;
    let waiting: string[] = [];
    let characters = 0;
    const send = async (): Promise<void> => {
      if (waiting.length > 0) await client.batch(waiting, 'write');
      waiting = [];
      characters = 0;
    };
    for await (const line of lines) {
      if (line === '' || line.startsWith('--')) continue;
      waiting.push(line);
      count += 1;
      characters += line.length;
      if (waiting.length === ROWS_AT_ONCE || characters > CHARACTERS_AT_ONCE) await send();
    }
    await send();
    return count;
  });
}

async function schemaOf(client: Client): Promise<{ tables: Table[]; others: string[] }> {
  const { rows } = await client.execute(
    "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'libsql_%' ORDER BY name",
  );
  const objects = rows.map((row) => objectSchema.parse(row));
  const tables: Table[] = [];
  for (const { name, sql } of objects.filter(({ type }) => type === 'table')) {
    const info = await client.execute(`PRAGMA table_info(${sqlName(name)})`);
    const columns = info.rows.map((row) => columnSchema.parse(row));
    const primary = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
    const hasRowid = !/\)\s*WITHOUT\s+ROWID\s*$/i.test(sql);
    tables.push({
      name,
      sql,
      columns: columns.map((column) => column.name),
      key: hasRowid ? ['rowid'] : primary.map((column) => column.name),
    });
  }
  tables.sort((a, b) => placeOf(a.name) - placeOf(b.name));
  return { tables, others: objects.filter(({ type }) => type !== 'table').map(({ sql }) => sql) };
}

function placeOf(table: string): number {
  if (table === 'hub_cursor') return 0;
  return table.endsWith('_trend') ? 2 : 1;
}

/** All rows as statements, a page at a time, each page after the last key of the one before. */
async function* rowsOf(client: Client, { name, columns, key }: Table): AsyncGenerator<string> {
  const keys = key.map((column) => (column === 'rowid' ? column : sqlName(column))).join(', ');
  const list = columns.map(sqlName).join(', ');
  let after: SqlValue[] | null = null;
  let limit = ROWS_AT_ONCE;
  for (;;) {
    const where = after === null ? '' : `WHERE (${keys}) > (${key.map(() => '?').join(', ')})`;
    const sql = `SELECT ${keys}, ${list} FROM ${sqlName(name)} ${where} ORDER BY ${keys} LIMIT ${String(limit)}`;
    let rows: Row[];
    try {
      ({ rows } = await client.execute({ sql, args: after ?? [] }));
    } catch (error) {
      // A server answers so many bytes at most (10 MB by default): rows of this table are large.
      if (limit === 1 || !isTooLarge(error)) throw error;
      limit = Math.ceil(limit / 4);
      continue;
    }
    for (const row of rows) {
      const values: SqlValue[] = Array.from(
        { length: row.length },
        (_, index) => row[index] ?? null,
      );
      after = values.slice(0, key.length);
      const literals = values.slice(key.length).map(sqlLiteral).join(', ');
      yield `INSERT INTO ${sqlName(name)} (${list}) VALUES (${literals});`;
    }
    if (rows.length < limit) return;
  }
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof LibsqlError && error.code === 'RESPONSE_TOO_LARGE';

const oneLine = (sql: string): string => sql.replace(/\s*\n\s*/g, ' ');
