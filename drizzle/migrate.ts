import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@libsql/client/http';
import { drizzle } from 'drizzle-orm/libsql/http';
import { migrate as applyMigrations } from 'drizzle-orm/libsql/migrator';

const MIGRATIONS_FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'migrations');

/** Brings the database at `url` to the newest schema; applied migrations are left alone (rule STO4). */
export async function migrate(url: string, token?: string): Promise<void> {
  const client = createClient(
    token === undefined || token === '' ? { url } : { url, authToken: token },
  );
  try {
    await applyMigrations(drizzle({ client }), { migrationsFolder: MIGRATIONS_FOLDER });
  } finally {
    client.close();
  }
}
