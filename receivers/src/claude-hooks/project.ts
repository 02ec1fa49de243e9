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
  const above = ancestorsOf(path);
  const named = above.find((one) => namesOf(one).some((name) => isFolderOf(folder, name)));
  if (named !== undefined) return lastFolder(named);
  // Of a long path the folder has the beginning and a hash. Without that, more than one may be meant.
  const begun = above.filter((one) => namesOf(one).some((name) => isCutOf(folder, name)));
  const hashed = begun.find((one) => hasHashOf(folder, one));
  const [longest, ...others] = begun;
  if (hashed !== undefined) return lastFolder(hashed);
  if (longest !== undefined && (others.length === 0 || hasHashOf(folder, worktreeIn(cwd)))) {
    return lastFolder(longest);
  }
  // It went elsewhere: no word is better than a wrong one.
  return undefined;
}

/** The path and what lies above it, the longest first. */
function ancestorsOf(path: string): string[] {
  const above: string[] = [];
  for (let at = path.length; at > 0; at = lastSeparator(path, at)) above.push(path.slice(0, at));
  return above;
}

const worktreeIn = (path: string): string =>
  /^.*[\\/]\.claude[\\/]+worktrees[\\/]+[^\\/]+/s.exec(path)?.[0] ?? '';

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
const namesOf = (path: string): string[] => [...new Set(addressesOf(path).map(nameOf))];

const nameOf = (path: string): string => path.replaceAll(/[^a-zA-Z0-9]/g, '-');

const addressesOf = (path: string): string[] => [
  path,
  path.replace(MOUNTED_DRIVE, (_, drive: string) => `${drive}:`),
  path.replace(WSL_SHARE, ''),
  path.replace(MACOS_LINK, ''),
  path.replace(LINKED_BY_MACOS, '/private'),
];

/** Names of drives have no case of their own. */
const isLike = (a: string, b: string): boolean =>
  a === b || (DRIVE.test(a) && DRIVE.test(b) && a.toLowerCase() === b.toLowerCase());

/** A share of WSL stands before the path that is known inside. */
function isFolderOf(folder: string, name: string): boolean {
  const itself = folder.split('--claude-worktrees-')[0] ?? folder;
  if (isLike(itself, name)) return true;
  return SHARE.test(itself) && name !== '-' && itself.endsWith(name);
}

const isCutOf = (folder: string, name: string): boolean =>
  name.length > CUT_AT && isLike(folder.slice(0, CUT_AT + 1), `${name.slice(0, CUT_AT)}-`);

const hasHashOf = (folder: string, path: string): boolean =>
  addressesOf(path)
    .flatMap((one) => [one, withDrive(one, 'toUpperCase'), withDrive(one, 'toLowerCase')])
    .some((one) => folder.slice(CUT_AT + 1) === hashOf(one));

const withDrive = (path: string, change: 'toUpperCase' | 'toLowerCase'): string =>
  path.replace(/^[a-z](?=:)/i, (drive) => drive[change]());

/** As Claude Code has it (2.1.197 to 2.1.332). */
function hashOf(path: string): string {
  let hash = 0;
  for (let at = 0; at < path.length; at++) hash = (Math.imul(hash, 31) + path.charCodeAt(at)) | 0;
  return Math.abs(hash).toString(36);
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
