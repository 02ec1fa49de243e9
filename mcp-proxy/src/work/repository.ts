import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Where a folder is under version control: `owner/name` of its remote, and the branch; null for what is not known. */
type Checkout = { repository: string | null; branch: string | null };

/** Read anew after so long: a hook comes with every step of an agent. */
const FRESH_MS = 2_000;
const FOLDERS_KEPT = 500;
const MOST_LEVELS = 64;
const NONE: Checkout = { repository: null, branch: null };

/** Reads Git's files and starts no program: a hook waits for it. Never throws. */
export class Checkouts {
  readonly #now: () => number;
  readonly #known = new Map<string, { at: number; checkout: Checkout }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  of(folder: string): Checkout {
    const now = this.#now();
    const known = this.#known.get(folder);
    if (known !== undefined && now - known.at < FRESH_MS) return known.checkout;
    const checkout = readCheckout(folder);
    if (this.#known.size >= FOLDERS_KEPT) this.#known.clear();
    this.#known.set(folder, { at: now, checkout });
    return checkout;
  }
}

export function readCheckout(folder: string): Checkout {
  try {
    const git = gitFolderOf(folder);
    if (git === null) return NONE;
    const head = /^ref: refs\/heads\/(.+)$/.exec(readFileSync(join(git, 'HEAD'), 'utf8').trim());
    return { repository: repositoryOf(git), branch: head?.[1] ?? null };
  } catch {
    return NONE;
  }
}

/** Of the folder or the nearest one above it; a worktree has a file that says where its own is. */
export function gitFolderOf(folder: string): string | null {
  let at = resolve(folder);
  for (let level = 0; level < MOST_LEVELS; level++) {
    const path = join(at, '.git');
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) return path;
    if (stats?.isFile() === true) {
      const [, to] = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8')) ?? [];
      return to === undefined ? null : resolve(at, to.trim());
    }
    if (dirname(at) === at) return null;
    at = dirname(at);
  }
  return null;
}

/** A worktree shares all but its own head with the repository that it is of. */
export function sharedFolderOf(git: string): string {
  const common = join(git, 'commondir');
  return statSync(common, { throwIfNoEntry: false }) === undefined
    ? git
    : resolve(git, readFileSync(common, 'utf8').trim());
}

function repositoryOf(git: string): string | null {
  const shared = sharedFolderOf(git);
  const config = readFileSync(join(shared, 'config'), 'utf8');
  const remotes = [...config.matchAll(/^\[remote "([^"]+)"\][^[]*?^\s*url\s*=\s*(\S+)/gms)];
  const chosen = remotes.find(([, name]) => name === 'origin') ?? remotes[0];
  return chosen === undefined ? null : nameOfRemote(chosen[2] ?? '');
}

/** `owner/name` of https, ssh and scp-like addresses; what stands before the host may be a secret. */
export function nameOfRemote(address: string): string | null {
  const path = address.includes('://')
    ? /^[a-z+]+:\/\/[^/]+\/(.+)$/i.exec(address)?.[1]
    : /^[^/:]+:(?!\/)(.+)$/.exec(address)?.[1];
  const name = path?.replace(/\/+$/, '').replace(/\.git$/, '');
  return name !== undefined && /^[\w.-]+(\/[\w.-]+)+$/.test(name) ? name : null;
}
