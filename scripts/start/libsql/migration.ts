import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { queryLibsql } from './libsql-query.ts';

const QUERY_TIMEOUT_MS = 10_000;
const COPIES_KEPT = 2;

const journalSchema = z.object({
  entries: z.array(z.object({ tag: z.string(), when: z.number() })),
});

export type Journal = z.infer<typeof journalSchema>;

/** Names of the migrations that a database still lacks; Drizzle goes by the newest one applied. */
export function pendingMigrations(journal: Journal, lastAppliedAt: number | null): string[] {
  return journal.entries
    .filter(({ when }) => lastAppliedAt === null || when > lastAppliedAt)
    .map(({ tag }) => tag);
}

/** Whether a later version has migrated it: this one knows neither its tables nor its rows. */
export function isNewer(journal: Journal, lastAppliedAt: number | null): boolean {
  const known = Math.max(...journal.entries.map(({ when }) => when));
  return lastAppliedAt !== null && lastAppliedAt > known;
}

export function readJournal(root: string): Journal {
  const path = join(root, 'drizzle/migrations/meta/_journal.json');
  return journalSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
}

/** When the newest migration of a database was made; null for a database without any. */
export async function lastAppliedAt(url: string, token: string): Promise<number | null> {
  const sql = ["SELECT name FROM sqlite_master WHERE name = '__drizzle_migrations'"];
  const [tables] = await queryLibsql({ url, token, sql, timeoutMs: QUERY_TIMEOUT_MS });
  if (tables === undefined || tables.length === 0) return null;
  const newest = ['SELECT max(created_at) FROM __drizzle_migrations'];
  const [rows] = await queryLibsql({ url, token, sql: newest, timeoutMs: QUERY_TIMEOUT_MS });
  const value = rows?.[0]?.[0] ?? null;
  return value === null ? null : Number(value);
}

/** Copies the folder of a stopped libSQL server beside it and forgets all but the newest copies. */
export function copyAside(libsqlFolder: string, now: Date): string {
  const stamp = now.toISOString().replace(/[:.]/g, '-');
  const copy = `${libsqlFolder}-before-${stamp}`;
  cpSync(libsqlFolder, copy, { recursive: true });
  const parent = dirname(libsqlFolder);
  const prefix = `${basename(libsqlFolder)}-before-`;
  const copies = existsSync(parent)
    ? readdirSync(parent).filter((it) => it.startsWith(prefix))
    : [];
  for (const old of copies.sort().slice(0, -COPIES_KEPT)) {
    rmSync(join(parent, old), { recursive: true, force: true });
  }
  return copy;
}
