import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** A thing that is built: from what, and the file that proves it is there. */
export type Part = { name: string; sources: string[]; output: string };

/** A hash over the names and the contents of a part's sources; tests change nothing. */
function hashSources(root: string, part: Part): string {
  const hash = createHash('sha256');
  for (const path of part.sources.flatMap((source) => filesOf(root, source)).sort()) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

export function isStale(root: string, part: Part): boolean {
  const stamp = stampOf(root, part);
  if (!existsSync(join(root, part.output)) || !existsSync(stamp)) return true;
  return readFileSync(stamp, 'utf8') !== hashSources(root, part);
}

/** Builds a part; `hash` is of the sources before, so an edit meanwhile makes it stale again. */
export async function buildPart(
  root: string,
  part: Part,
  build: () => Promise<void>,
): Promise<void> {
  const hash = hashSources(root, part);
  const stamp = stampOf(root, part);
  rmSync(stamp, { force: true });
  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

const stampOf = (root: string, part: Part): string => join(root, 'dist/stamps', part.name);

function filesOf(root: string, source: string): string[] {
  if (statSync(join(root, source), { throwIfNoEntry: false })?.isDirectory() !== true) {
    return existsSync(join(root, source)) ? [source] : [];
  }
  return globSync('**/*', { cwd: join(root, source) })
    .map((path) => join(source, path))
    .filter((path) => !/\.test\.ts$/.test(path) && statSync(join(root, path)).isFile());
}
