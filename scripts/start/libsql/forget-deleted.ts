import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { compactLibsql, compactState, databasesIn, type Compacted } from './compact.ts';
import { writePrivateFile, type DataFolder } from '../data-folder.ts';

/** What a hub keeps of its deletions on request, as far as it is read here. */
const deletionsSchema = z.object({ done: z.array(z.object({ doneAt: z.number() })) });
const storedSchema = z.object({ value: z.string() });

/**
 * Rewrites the databases of a monitor that is stopped, where something was deleted on request since they
 * were rewritten last: while it runs, freed pages and logs may hold the bytes of what was deleted, and neither
 * database lets a client overwrite them.
 */
export function forgetDeleted(folder: DataFolder, report: (line: string) => void): void {
  try {
    const deletedAt = lastDeletion(folder.state);
    if (deletedAt === null || deletedAt <= compactedAt(folder)) return;
    report('Rewriting the databases without what was deleted …');
    compactAll(folder);
  } catch (error) {
    // A full disk is for others to say: it is tried again at the next start.
    const reason = error instanceof Error ? error.message : 'unknown';
    report(`Deleted data may remain in free pages: ${reason}.`);
  }
}

/** Rewrites all databases of a data folder while nothing runs; copies from before a migration go. */
export function compactAll(folder: DataFolder): Compacted & { copies: string[] } {
  const startedAt = Date.now();
  const sizes = [
    ...(existsSync(folder.libsql) ? [compactLibsql(folder.libsql)] : []),
    ...(existsSync(folder.state) ? [compactState(folder.state)] : []),
  ];
  const prefix = `${basename(folder.libsql)}-before-`;
  const copies = readdirSync(folder.path).filter((name) => name.startsWith(prefix));
  for (const copy of copies) rmSync(join(folder.path, copy), { recursive: true, force: true });
  writePrivateFile(markOf(folder), String(startedAt));
  const sum = (of: keyof Compacted): number => sizes.reduce((bytes, size) => bytes + size[of], 0);
  return { before: sum('before'), after: sum('after'), copies };
}

const markOf = ({ path }: DataFolder): string => join(path, 'compacted-at');

function compactedAt(folder: DataFolder): number {
  const path = markOf(folder);
  return existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
}

/** When the newest deletion of any workspace was done, epoch ms. */
function lastDeletion(stateFolder: string): number | null {
  if (!existsSync(stateFolder)) return null;
  const times = databasesIn(stateFolder).flatMap(deletionsIn);
  return times.length === 0 ? null : Math.max(...times);
}

function deletionsIn(path: string): number[] {
  const database = new DatabaseSync(path);
  try {
    const isHub = database.prepare("select 1 from sqlite_master where name = 'meta'").get();
    if (isHub === undefined) return [];
    const row = database.prepare("select value from meta where name = 'deletions'").get();
    const stored = storedSchema.safeParse(row);
    if (!stored.success) return [];
    const { done } = deletionsSchema.parse(JSON.parse(stored.data.value));
    return done.map(({ doneAt }) => doneAt);
  } finally {
    database.close();
  }
}
