import { createClient, type Client } from '@libsql/client/http';
import { z } from 'zod';
import { migrate } from '../../../drizzle/migrate.ts';
import type { Journal } from '../../start/libsql/migration.ts';
import { deployFaults } from '../faults.ts';
import { reasonOf } from '../fault.ts';

export type DatabaseAccess = { url: string; token: string };

/** What stands in a database: nothing at all, our tables, or those of something else. */
export type Contents = { appliedAt: number[]; tables: string[] };

const nameSchema = z.object({ name: z.string() });
const appliedSchema = z.object({ created_at: z.coerce.number() });
const MIGRATIONS_TABLE = '__drizzle_migrations';

/** Opens a database over HTTP; whoever opens it closes it. */
export function openClient({ url, token }: DatabaseAccess): Client {
  return createClient({ url, ...(token === '' ? {} : { authToken: token }), intMode: 'bigint' });
}

/** Reads what stands in a database. Only reads. */
export async function readContents(access: DatabaseAccess): Promise<Contents> {
  return await withClient(access, async (client) => {
    const { rows } = await client.execute(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'libsql_%' ORDER BY name",
    );
    const tables = rows.map((row) => nameSchema.parse(row).name);
    if (!tables.includes(MIGRATIONS_TABLE)) return { appliedAt: [], tables };
    const applied = await client.execute(
      `SELECT created_at FROM ${MIGRATIONS_TABLE} ORDER BY created_at`,
    );
    return { appliedAt: applied.rows.map((row) => appliedSchema.parse(row).created_at), tables };
  });
}

/** How a database stands to the migrations of this code (rule STO4: they only go forward). */
export type SchemaStatus =
  | { kind: 'empty' }
  | { kind: 'foreign'; tables: string[] }
  | { kind: 'newer'; count: number }
  | { kind: 'behind'; pending: string[] }
  | { kind: 'current' };

export function schemaStatusOf({ appliedAt, tables }: Contents, journal: Journal): SchemaStatus {
  if (tables.length === 0) return { kind: 'empty' };
  if (appliedAt.length === 0) return { kind: 'foreign', tables };
  const ours = new Set(journal.entries.map(({ when }) => when));
  const unknown = appliedAt.filter((when) => !ours.has(when));
  if (unknown.length > 0) return { kind: 'newer', count: unknown.length };
  const done = new Set(appliedAt);
  const pending = journal.entries.filter(({ when }) => !done.has(when)).map(({ tag }) => tag);
  return pending.length === 0 ? { kind: 'current' } : { kind: 'behind', pending };
}

/** Proves that the token may write: takes the write lock, and lets go of it. */
export async function checkWritable(access: DatabaseAccess): Promise<void> {
  try {
    await withClient(access, async (client) => {
      const transaction = await client.transaction('write');
      // Sent with the first statement only.
      await transaction.execute('SELECT 1');
      await transaction.rollback();
    });
  } catch (error) {
    throw deployFaults.databaseReadOnly(access.url, reasonOf(error), error);
  }
}

export async function migrateForward({ url, token }: DatabaseAccess): Promise<void> {
  try {
    await migrate(url, token);
  } catch (error) {
    throw deployFaults.migrationFailed(reasonOf(error), error);
  }
}

export async function withClient<Value>(
  access: DatabaseAccess,
  use: (client: Client) => Promise<Value>,
): Promise<Value> {
  const client = openClient(access);
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
