import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from './child.mjs';
import { Fault } from './fault.mjs';

const STAMP = 'node_modules/.claude-monitor-lock';
const NPM_STAMP = 'node_modules/.package-lock.json';
const LOCK = 'package-lock.json';

/**
 * Whether `node_modules` was made from this very lock file, by this script or by npm.
 * @param {string} root
 */
export function isInstalled(root) {
  const stamp = join(root, STAMP);
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash(root);
  const npmStamp = join(root, NPM_STAMP);
  return existsSync(npmStamp) && modifiedAt(npmStamp) >= modifiedAt(join(root, LOCK));
}

/**
 * Runs `npm ci` when the packages are missing or of another lock file.
 * @param {string} root
 */
export async function install(root) {
  if (isInstalled(root)) return;
  const startedAt = Date.now();
  process.stderr.write('Installing packages (about a minute, once) …\n');
  const code = await runToEnd({
    command: 'npm',
    args: ['ci', '--loglevel=error', '--no-audit', '--no-fund'],
    cwd: root,
    hasChannel: false,
    isShellScript: true,
  });
  if (code !== 0) {
    throw new Fault(
      `npm ci failed with code ${code}: read its lines above (most often the network or a proxy is in the way) and try again.`,
    );
  }
  writeFileSync(join(root, STAMP), lockHash(root));
  process.stderr.write(`Packages installed in ${Math.round((Date.now() - startedAt) / 1000)} s.\n`);
}

/** @param {string} root */
function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, LOCK)))
    .digest('hex');
}

/** @param {string} path */
const modifiedAt = (path) => statSync(path).mtimeMs;
