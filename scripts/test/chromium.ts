import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED_PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const BY_HAND = 'install Chromium or Chrome, or set CHROMIUM_PATH to one';

type Env = Record<string, string | undefined>;

/** Where a browser may be, in the order of trust. */
export function browserPlaces(env: Env): string[] {
  const chosen = env['CHROMIUM_PATH'] ?? '';
  if (chosen !== '') return [chosen];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...FIXED_PLACES];
}

/** What becomes root: nothing when this is root, else sudo that asks for no password. */
export function rootPrefix(userId: number | undefined): string[] {
  return userId === 0 ? [] : ['sudo', '-n'];
}

/** Path of a browser; installs Chromium by apt where there is none. */
export function findOrInstallChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  if ((process.env['CHROMIUM_PATH'] ?? '') !== '') {
    throw new Error('CHROMIUM_PATH names no program that can be run: correct it, or unset it.');
  }
  if (process.platform !== 'linux' || !isRunnable('/usr/bin/apt-get')) {
    throw new Error(`no browser is found and there is no apt to install one: ${BY_HAND}.`);
  }
  console.log('No browser is found: installing Chromium by apt …');
  apt(['update', '-qq']);
  apt(['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  const installed = findChromium();
  if (installed === null) throw new Error(`apt installed no Chromium: ${BY_HAND}.`);
  return installed;
}

function findChromium(): string | null {
  return browserPlaces(process.env).find(isRunnable) ?? null;
}

function apt(args: string[]): void {
  const [command = 'apt-get', ...rest] = [...rootPrefix(process.getuid?.()), 'apt-get', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (status !== 0) {
    throw new Error(
      `apt-get ${args.join(' ')} failed (it needs root and the network): ${BY_HAND}.`,
    );
  }
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
