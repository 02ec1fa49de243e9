import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The head of every SQLite file; other files of the folder are kept as they are. */
const isDatabase = (path: string): boolean => path.endsWith('.sqlite') || path.endsWith('/data');

/**
 * Packs the folder of a monitor that has stopped, as small as it goes: each database is brought into one
 * file without free pages. libSQL's log of frames serves replicas only, and a start makes a new one.
 */
export function packFolder(folder: string, archive: string): void {
  for (const path of filesOf(folder)) {
    if (path.endsWith('/wallog')) rmSync(path);
    if (!isDatabase(path)) continue;
    const database = new DatabaseSync(path);
    database.exec('pragma wal_checkpoint(truncate)');
    database.exec('vacuum');
    database.close();
  }
  execFileSync('tar', ['-C', folder, '-I', 'gzip -9', '-cf', archive, '.']);
}

/** The folder in a new place; whoever takes it removes it. */
export function unpackFolder(archive: string): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'claude-monitor-data-'));
  execFileSync('tar', ['-C', path, '-xzf', archive]);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}
