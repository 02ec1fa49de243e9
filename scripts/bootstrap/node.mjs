import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {readonly [major: number, minor: number]} Oldest */

/**
 * Linux x64 gets a newer Node from npm; elsewhere the host's own runs the TypeScript.
 * @type {Oldest}
 */
const OLDEST_HOST_NODE = [20, 0];
/** @type {Oldest} */
const OLDEST_OWN_NODE = [22, 17];

/** Needed by Node 22.17, the default later. */
export const RUN_TYPESCRIPT = [
  '--experimental-strip-types',
  '--disable-warning=ExperimentalWarning',
];

/**
 * What is wrong with this Node in one sentence, or null.
 * @param {string} version
 * @param {string} platform as in `linux-x64`
 * @returns {string | null}
 */
export function nodeFault(version, platform) {
  const oldest = platform === 'linux-x64' ? OLDEST_HOST_NODE : OLDEST_OWN_NODE;
  if (isAtLeast(version, oldest)) return null;
  const wanted = `${oldest.join('.')} or newer`;
  return `Node ${version} is too old for ${platform}: install Node ${wanted} and try again.`;
}

/**
 * Path of a Node that runs TypeScript: the project's own where npm has one, else the host's.
 * @param {string} root
 * @param {{ version: string, path: string }} host
 * @returns {string | null}
 */
export function modernNode(root, host) {
  const own = join(root, 'node_modules/.bin/node');
  if (existsSync(own)) return own;
  return isAtLeast(host.version, OLDEST_OWN_NODE) ? host.path : null;
}

/**
 * @param {string} version
 * @param {Oldest} oldest
 */
function isAtLeast(version, [major, minor]) {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
