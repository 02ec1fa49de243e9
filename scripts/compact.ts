import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compactLibsql } from './start/compact.ts';
import { openDataFolder } from './start/data-folder.ts';
import { StartFault } from './start/fault.ts';
import { takeLock } from './start/lock.ts';
import { parseSettings } from './start/settings.ts';

/**
 * `npm run compact`: rewrites the local database while nothing runs, so that what was deleted is in no
 * file any more; the copies that older versions left before a migration go too.
 */
process.channel?.unref();

try {
  const settings = parseSettings(process.env, join(import.meta.dirname, '..'));
  const folder = openDataFolder(settings.dataFolder);
  const release = takeLock(folder.lock, folder.path);
  try {
    if (!existsSync(folder.libsql)) console.log('There is no local database.');
    else {
      const { before, after } = compactLibsql(folder.libsql);
      console.log(`The database takes ${megabytes(after)}; it took ${megabytes(before)}.`);
    }
    const prefix = `${basename(folder.libsql)}-before-`;
    for (const copy of readdirSync(folder.path).filter((name) => name.startsWith(prefix))) {
      rmSync(join(folder.path, copy), { recursive: true, force: true });
      console.log(`The copy ${copy} is deleted.`);
    }
  } finally {
    release();
  }
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
