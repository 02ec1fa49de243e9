import { LIMITS } from '@claude-monitor/protocol';

/** Anything else is no path, and may be anything. */
const ABSOLUTE = /^([A-Za-z]:)?[\\/]/;

const SEPARATOR = /[\\/]+/;

/** Worktrees that the client makes for itself lie inside the project they belong to. */
const WORKTREE = /[\\/]+\.claude[\\/]+worktrees[\\/].*$/s;

/**
 * The project of a session: the last folder of the path it was started in; the path itself goes
 * nowhere. The working directory follows every `cd`, so it is held against the folder of the
 * transcript, whose name is that of the starting path with all but letters and digits made dashes.
 */
export function projectOf(cwd: string | undefined, transcript?: string): string | undefined {
  if (cwd === undefined || !ABSOLUTE.test(cwd)) return undefined;
  const path = cwd.replace(WORKTREE, '');
  const folder = transcript?.split(SEPARATOR).at(-2);
  if (folder === undefined || !folder.includes('-')) return lastFolder(path);
  for (let at = path.length; at > 0; at = lastSeparator(path, at)) {
    const ancestor = path.slice(0, at);
    const code = ancestor.replaceAll(/[^a-zA-Z0-9]/g, '-');
    if (folder === code || folder.startsWith(`${code}--claude-worktrees-`)) {
      return lastFolder(ancestor);
    }
  }
  // It went elsewhere: no word is better than a wrong one.
  return undefined;
}

const lastSeparator = (path: string, before: number): number =>
  Math.max(path.lastIndexOf('/', before - 1), path.lastIndexOf('\\', before - 1));

function lastFolder(path: string): string | undefined {
  const folder = path.split(SEPARATOR).findLast((part) => part !== '');
  return folder?.slice(0, LIMITS.nameLength);
}
