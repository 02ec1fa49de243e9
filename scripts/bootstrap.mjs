// Plain JavaScript for any Node from 20 on: it runs before the project's packages are there.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Linux x64 gets a newer Node from npm; elsewhere the host's own runs the TypeScript. */
const OLDEST_HOST_NODE = [20, 0];
const OLDEST_OWN_NODE = [22, 17];
/** Needed by Node 22.17, the default later. */
const RUN_TYPESCRIPT = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'];
const STAMP = 'node_modules/.claude-monitor-lock';
const RUN_BY_NPM = process.env.npm_lifecycle_event !== undefined;
const PARENT = process.ppid;
const PARENT_CHECK_MS = 100;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** What is wrong with this Node in one sentence, or null. */
export function nodeFault(version, platform) {
  const oldest = platform === 'linux-x64' ? OLDEST_HOST_NODE : OLDEST_OWN_NODE;
  if (isAtLeast(version, oldest)) return null;
  const wanted = `${oldest.join('.')} or newer`;
  return `Node ${version} is too old for ${platform}: install Node ${wanted} and try again.`;
}

/** Path of a Node that runs TypeScript: the project's own where npm has one, else the host's. */
export function modernNode(root, host) {
  const own = join(root, 'node_modules/.bin/node');
  if (existsSync(own)) return own;
  return isAtLeast(host.version, OLDEST_OWN_NODE) ? host.path : null;
}

/** Whether `node_modules` was made from this very lock file, by this script or by npm. */
export function isInstalled(root) {
  const stamp = join(root, STAMP);
  if (existsSync(stamp)) return readFileSync(stamp, 'utf8') === lockHash(root);
  const npmStamp = join(root, 'node_modules/.package-lock.json');
  return (
    existsSync(npmStamp) && modifiedAt(npmStamp) >= modifiedAt(join(root, 'package-lock.json'))
  );
}

/** Runs `npm ci` when the packages are missing or of another lock file. */
export async function install(root) {
  if (isInstalled(root)) return;
  const startedAt = Date.now();
  process.stderr.write('Installing packages (about a minute, once) …\n');
  const code = await run('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], root);
  if (code !== 0) {
    throw new Fault(
      `npm ci failed with code ${code}: read its lines above; most often the network or a proxy is in the way, then try again.`,
    );
  }
  writeFileSync(join(root, STAMP), lockHash(root));
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  process.stderr.write(`Packages installed in ${seconds} s.\n`);
}

/** Something the user can mend; its message says what is wrong and what to do. */
export class Fault extends Error {}

/**
 * Checks Node, installs packages and runs `script` with a Node that knows TypeScript. This process
 * lives exactly as long as that one and ends with its code.
 */
export async function handOver(script) {
  try {
    const fault = nodeFault(process.versions.node, `${process.platform}-${process.arch}`);
    if (fault !== null) throw new Fault(fault);
    await install(ROOT);
    const host = { version: process.versions.node, path: process.execPath };
    const node = modernNode(ROOT, host);
    if (node === null) {
      throw new Fault(
        'The packages came without the optional ones: remove node_modules and try again without --omit=optional.',
      );
    }
    process.exitCode = await run(node, [
      ...RUN_TYPESCRIPT,
      join(ROOT, script),
      ...process.argv.slice(2),
    ]);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Runs a command to its end. Signals are passed on, and the IPC channel tells the child when this
 * process is killed outright: it has to stop by itself then. The child leads a process group: Ctrl-C
 * reaches this process alone, and whatever the child leaves behind when it dies can be ended.
 */
function run(command, args, cwd) {
  const isNode = command !== 'npm';
  const isLeader = process.platform !== 'win32';
  const stdio = ['inherit', 'inherit', 'inherit', ...(isNode ? ['ipc'] : [])];
  const env = { ...process.env, PATH: pathWithOwnNode() };
  // npm is a script on Windows, which only a shell starts.
  const child = spawn(command, args, {
    cwd,
    env: isNode ? env : process.env,
    stdio,
    detached: isLeader,
    shell: !isNode && process.platform === 'win32',
  });
  const passOn = (signal) => child.kill(signal);
  for (const signal of SIGNALS) process.on(signal, passOn);
  const watch = setInterval(() => {
    if (isLeftBehind()) passOn('SIGTERM');
  }, PARENT_CHECK_MS);
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(new Fault(`${command} does not start: ${error.message}`)),
    );
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      for (const name of SIGNALS) process.off(name, passOn);
      if (isLeader) endGroup(child.pid);
      if (signal !== null) {
        process.stderr.write(
          `Killed by ${signal}; what it had started is stopped too. Start again.\n`,
        );
      }
      resolve(signal === null ? code : 1);
    });
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left behind.
  }
}

/**
 * Whether npm's shell is gone: npm passes a SIGTERM to its shell alone, which dies of it without a
 * word to this process.
 */
const isLeftBehind = () => RUN_BY_NPM && process.ppid !== PARENT;

/** Tools that start `node` by name must get the modern one. */
function pathWithOwnNode() {
  const separator = process.platform === 'win32' ? ';' : ':';
  return [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(separator);
}

function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

const modifiedAt = (path) => statSync(path).mtimeMs;

function isAtLeast(version, [major, minor]) {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
