import { join } from 'node:path';
import { openDataFolder } from '../start/data-folder.ts';
import { StartFault } from '../start/fault.ts';
import { compactAll } from '../start/libsql/forget-deleted.ts';
import { takeLock } from '../start/lock.ts';
import { parseSettings } from '../start/settings.ts';

/**
 * `npm run compact`: rewrites the local databases while nothing runs, so that what was deleted is in no
 * file any more; the copies that older versions left before a migration go too. After a deletion on request
 * the next start does the same.
 */
process.channel?.unref();

try {
  const settings = parseSettings(process.env, join(import.meta.dirname, '../..'));
  const folder = openDataFolder(settings.dataFolder);
  const release = takeLock(folder.lock, folder.path);
  try {
    const { before, after, copies } = compactAll(folder);
    console.log(`The databases take ${megabytes(after)}; they took ${megabytes(before)}.`);
    for (const copy of copies) console.log(`The copy ${copy} is deleted.`);
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
