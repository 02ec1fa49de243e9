import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { gitFolderOf, sharedFolderOf } from './repository.ts';

/** A commit's own words; one that is longer is no revert that Git wrote. */
const MOST_BYTES = 64 * 1024;
const FOLDER_OF_HASH = 2;

/**
 * The commits that a commit says it takes back (`This reverts commit …`), as Git itself writes them: a command names
 * them as `HEAD~2` too. Reads the new commit's own file and starts no program. Never throws.
 */
export function revertedBy(folder: string, hash: string): string[] {
  try {
    const git = gitFolderOf(folder);
    if (git === null) return [];
    const objects = join(sharedFolderOf(git), 'objects', hash.slice(0, FOLDER_OF_HASH));
    const [name, ...others] = readdirSync(objects).filter((each) =>
      each.startsWith(hash.slice(FOLDER_OF_HASH)),
    );
    if (name === undefined || others.length > 0) return [];
    const commit = inflateSync(readFileSync(join(objects, name)), { maxOutputLength: MOST_BYTES });
    const reverts = commit.toString('latin1').matchAll(/^This reverts commit ([0-9a-f]{40})\b/gm);
    return [...reverts].flatMap(([, reverted]) => reverted ?? []);
  } catch {
    return [];
  }
}
