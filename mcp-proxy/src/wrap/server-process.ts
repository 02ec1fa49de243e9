import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How a server ended: as it did itself. */
type ServerEnd = { code: number } | { signal: NodeJS.Signals };

/** Signals that are meant for the server. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const;

/** What a shell answers for a command that is not there, or may not be run. */
const NOT_FOUND = 127;
const NOT_RUNNABLE = 126;

/** Starts the server as its client would: same environment, same folder, stderr its own. */
export function startServer(command: string, args: readonly string[]) {
  const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<ServerEnd>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(signal === null ? { code: code ?? 0 } : { signal });
    });
    child.once('error', (error) => {
      if (child.pid !== undefined) return;
      process.stderr.write(`claude-monitor: cannot start ${command}: ${error.message}\n`);
      const isMissing = 'code' in error && error.code === 'ENOENT';
      resolve({ code: isMissing ? NOT_FOUND : NOT_RUNNABLE });
    });
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  return { child, ended };
}

export function exitLike(end: ServerEnd): never | void {
  if ('code' in end) process.exit(end.code);
  for (const signal of FORWARDED) process.removeAllListeners(signal);
  process.kill(process.pid, end.signal);
  // A signal that does not end this process, as SIGPIPE does not, is reported as shells tell it.
  setImmediate(() => process.exit(128 + constants.signals[end.signal]));
}
