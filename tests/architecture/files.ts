import { dirname } from 'node:path/posix';

const LONGEST_SOURCE_LINES = 400;
const MOST_FILES = 20;
/** Names that say nothing of what is inside. */
const DRAWERS = ['utils', 'util', 'helpers', 'helper', 'common', 'misc'];

export type SourceFile = { path: string; text: string };

/** Files and folders that are named for nothing, and sources that have grown too long. */
export function misshapenFiles(files: SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const faults: string[] = [];
    const names = path.split('/').map((part) => part.split('.')[0] ?? '');
    const drawer = names.find((name) => DRAWERS.includes(name.toLowerCase()));
    if (drawer !== undefined) faults.push(`${path}: name it for its subject, not ${drawer}`);
    const lines = text.split('\n').length;
    if (lines > LONGEST_SOURCE_LINES && !/\.test\.ts$/.test(path)) {
      faults.push(`${path}: ${String(lines)} lines, split it`);
    }
    return faults;
  });
}

/** Folders that hold more files than one reads at a glance. */
export function overfullFolders(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > MOST_FILES)
    .map(([folder, count]) => `${folder}: ${String(count)} files, make rooms of it`);
}
