import { delimiter, join } from 'node:path';
import { apt, hasApt, isRunnable } from './apt.ts';

export { rootPrefix } from './apt.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FIXED_PLACES = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];
const BY_HAND = 'install Chromium or Chrome, or set CHROMIUM_PATH to one';

type Env = Record<string, string | undefined>;

/** Where a browser may be, in the order of trust. */
export function browserPaths(env: Env): string[] {
  const chosen = env['CHROMIUM_PATH'] ?? '';
  if (chosen !== '') return [chosen];
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...FIXED_PLACES];
}

/** Path of a browser; installs Chromium by apt where there is none. */
export function findOrInstallChromium(): string {
  const found = findChromium();
  if (found !== null) return found;
  if ((process.env['CHROMIUM_PATH'] ?? '') !== '') {
    throw new Error('CHROMIUM_PATH names no program that can be run: correct it, or unset it.');
  }
  if (!hasApt()) {
    throw new Error(`no browser is found and there is no apt to install one: ${BY_HAND}.`);
  }
  console.log('No browser is found: installing Chromium by apt …');
  const wanted = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
  if (!apt(['update', '-qq']) || !apt(wanted)) {
    throw new Error(`apt-get could not install it (it needs root and the network): ${BY_HAND}.`);
  }
  const installed = findChromium();
  if (installed === null) throw new Error(`apt installed no Chromium: ${BY_HAND}.`);
  return installed;
}

function findChromium(): string | null {
  return browserPaths(process.env).find(isRunnable) ?? null;
}
