import { spawn } from 'node:child_process';

/** @type {NodeJS.Signals[]} */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const IS_WINDOWS = process.platform === 'win32';
const RUN_BY_NPM = process.env['npm_lifecycle_event'] !== undefined;
const PARENT = process.ppid;
const PARENT_CHECK_MS = 100;
/** A child that hangs ignores its signal; all that it starts is gone well before. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * Runs a command to its end and answers its exit code. Signals are passed on. The child leads a
 * process group of its own: Ctrl-C reaches this process alone, and what the child leaves behind when
 * it dies is ended too. An IPC channel, where wanted, tells the child that this process was killed.
 * @param {{
 *   command: string,
 *   args: string[],
 *   cwd?: string,
 *   env?: NodeJS.ProcessEnv,
 *   hasChannel: boolean,
 *   isShellScript: boolean,
 * }} options
 * @returns {Promise<number>}
 */
export function runToEnd({ command, args, cwd, env, hasChannel, isShellScript }) {
  const child = spawn(command, args, {
    cwd,
    env,
    stdio: hasChannel ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    detached: !IS_WINDOWS,
    shell: isShellScript && IS_WINDOWS,
  });
  /** @type {NodeJS.Timeout | undefined} */
  let deadline;
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    child.kill(signal);
    deadline ??= setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  };
  for (const signal of SIGNALS) process.on(signal, passOn);
  const watch = setInterval(() => {
    if (isLeftBehind()) passOn('SIGTERM');
  }, PARENT_CHECK_MS);

  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      clearTimeout(deadline);
      for (const name of SIGNALS) process.off(name, passOn);
      if (!IS_WINDOWS && child.pid !== undefined) endGroup(child.pid);
      if (signal !== null) {
        process.stderr.write(`Killed by ${signal}; what it had started is stopped too.\n`);
      }
      resolve(code ?? 1);
    });
  });
}

/**
 * Whether npm's shell is gone: npm passes a SIGTERM to its shell alone, which dies of it without a
 * word to this process.
 */
const isLeftBehind = () => RUN_BY_NPM && process.ppid !== PARENT;

/** @param {number} pid */
function endGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing was left behind.
  }
}
