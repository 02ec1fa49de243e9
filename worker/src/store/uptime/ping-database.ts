import { sql } from 'drizzle-orm';
import type { Database } from '../client.ts';

/** Resolves when the database answers a question that reads no row. */
export async function pingDatabase(db: Database): Promise<void> {
  await db.run(sql`select 1`);
}
