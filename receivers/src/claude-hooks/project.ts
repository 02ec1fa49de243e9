import { LIMITS } from '@claude-monitor/protocol/limits';

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
  const path = cwd.replace(VERBATIM, '').replace(VERBATIM_SHARE, '\\\\').replace(WORKTREE, '');
  const folder = transcript?.split(SEPARATOR).at(-2);
  if (folder === undefined || !folder.includes('-')) return lastFolder(path);
  for (let at = path.length; at > 0; at = lastSeparator(path, at)) {
    const ancestor = path.slice(0, at);
    if (namesOf(ancestor).some((name) => isFolderOf(folder, name))) return lastFolder(ancestor);
  }
  // It went elsewhere: no word is better than a wrong one.
  return undefined;
}

/** A path of Windows that is not to be parsed any further: of a drive, and of a share. */
const VERBATIM = /^\\\\\?\\(?=[A-Za-z]:)/;
const VERBATIM_SHARE = /^\\\\\?\\UNC\\/i;

/** A drive as the shells of Windows mount it. */
const MOUNTED_DRIVE = /^\/(?:mnt\/|cygdrive\/)?([a-z])(?=\/|$)/i;

/** What stands before the path inside that Windows sees as a share, and macOS behind its links. */
const WSL_SHARE = /^[\\/]{2}wsl(\.localhost|\$)[\\/]+[^\\/]+(?=[\\/])/i;
const MACOS_LINK = /^\/private(?=\/(tmp|var|etc)(\/|$))/;
const LINKED_BY_MACOS = /^(?=\/(tmp|var|etc)(\/|$))/;

/** Folders of transcripts are cut there, and a hash of the path follows. */
const CUT_AT = 200;

/** What the client may call the folder of a path, which it may know by another address. */
function namesOf(path: string): string[] {
  const known = [
    path,
    path.replace(MOUNTED_DRIVE, (_, drive: string) => `${drive}:`),
    path.replace(WSL_SHARE, ''),
    path.replace(MACOS_LINK, ''),
    path.replace(LINKED_BY_MACOS, '/private'),
  ];
  return [...new Set(known)].map((name) => name.replaceAll(/[^a-zA-Z0-9]/g, '-'));
}

/** Names of drives have no case of their own. A share of WSL stands before the path that is known inside. */
function isFolderOf(folder: string, name: string): boolean {
  const isLike = (a: string, b: string): boolean =>
    a === b || (DRIVE.test(a) && DRIVE.test(b) && a.toLowerCase() === b.toLowerCase());
  const itself = folder.split('--claude-worktrees-')[0] ?? folder;
  if (isLike(itself, name)) return true;
  if (SHARE.test(itself) && name !== '-' && itself.endsWith(name)) return true;
  return name.length > CUT_AT && isLike(folder.slice(0, CUT_AT + 1), `${name.slice(0, CUT_AT)}-`);
}

const DRIVE = /^[a-z]--/i;
const SHARE = /^--wsl(-localhost|-)-/i;

const lastSeparator = (path: string, before: number): number =>
  Math.max(path.lastIndexOf('/', before - 1), path.lastIndexOf('\\', before - 1));

function lastFolder(path: string): string | undefined {
  const folder = foldersOf(path).at(-1);
  // Bytes of another code page can't be read: no name is better than a wrong one.
  return folder === undefined || UNREADABLE.test(folder)
    ? undefined
    : folder.slice(0, LIMITS.nameLength);
}

/** Without what is no folder's name: the drive, and steps that go nowhere or back. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (const part of path.split(SEPARATOR)) {
    if (part === '..') folders.pop();
    else if (part !== '' && part !== '.' && !DRIVE_ALONE.test(part)) folders.push(part);
  }
  return folders;
}

const DRIVE_ALONE = /^[a-z]:$/i;

/** What stands for bytes that are no text, and half of a character. */
const UNREADABLE = /[\ufffd\p{Surrogate}]/u;
