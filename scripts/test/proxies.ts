import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { apt, hasApt, isRunnable } from './apt.ts';

export type Proxies = { nginx: string; caddy: string };

type Env = Record<string, string | undefined>;

const FOLDER = join(import.meta.dirname, '../../tests/.work/proxies');
const BY_HAND = 'install nginx and caddy, or set NGINX_PATH and CADDY_PATH to them';
/** Where Debian puts a server, which is in nobody's PATH but root's. */
const SERVER_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** Where a program may be, in the order of trust. */
export function programPaths(name: keyof Proxies, env: Env): string[] {
  const chosen = env[`${name.toUpperCase()}_PATH`] ?? '';
  if (chosen !== '') return [chosen];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders, ...SERVER_FOLDERS, join(FOLDER, 'usr/sbin'), join(FOLDER, 'usr/bin')].map(
    (folder) => join(folder, name),
  );
}

/**
 * nginx and Caddy; Debian's are fetched where there are none. They are taken out of their packages and not installed:
 * that would start them as services of this machine.
 */
export function findOrFetchProxies(): Proxies {
  const found = findProxies();
  if (found !== null) return found;
  if (!hasApt()) throw new Error(`nginx or Caddy is not found and there is no apt: ${BY_HAND}.`);
  console.log('nginx or Caddy is not found: fetching them by apt …');
  fetchPackages(['nginx', 'caddy']);
  const fetched = findProxies();
  if (fetched === null) throw new Error(`apt brought no nginx or no Caddy that runs: ${BY_HAND}.`);
  return fetched;
}

function findProxies(): Proxies | null {
  const [nginx, caddy] = [find('nginx', ['-v']), find('caddy', ['version'])];
  return nginx === null || caddy === null ? null : { nginx, caddy };
}

const find = (name: keyof Proxies, question: string[]): string | null =>
  programPaths(name, process.env).find((path) => isRunnable(path) && runs(path, question)) ?? null;

const runs = (path: string, args: string[]): boolean =>
  spawnSync(path, args, { stdio: 'ignore' }).status === 0;

function fetchPackages(names: readonly string[]): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const download = (): boolean =>
    apt(['download', '-qq', ...names], { asRoot: false, cwd: FOLDER });
  // A fresh machine has no lists of packages.
  if (!download() && !(apt(['update', '-qq']) && download())) {
    throw new Error(
      `apt-get download ${names.join(' ')} failed (it needs the network): ${BY_HAND}.`,
    );
  }
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.deb'))) {
    const { status } = spawnSync('dpkg-deb', ['-x', join(FOLDER, file), FOLDER]);
    if (status !== 0) throw new Error(`dpkg-deb can not read ${file}: ${BY_HAND}.`);
    rmSync(join(FOLDER, file));
  }
}
