import type { Readable, Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Env } from '../config.ts';
import { relay } from './relay.ts';
import { exitLike, startServer } from './server-process.ts';
import { closableStdin, closableStdout } from './standard-streams.ts';
import type { WrapFlags } from './wrap-flags.ts';

/** A process that the server left behind may hold its output: it is waited for while it says something. */
const QUIET_MS = 500;
/** How long a client that reads nothing holds up the end. */
const STUCK_MS = 10_000;
/** How long what was observed may be sent after the server is gone. */
const FINAL_SEND_MS = 1_000;

/**
 * `claude-monitor wrap -- COMMAND`: runs an MCP server and stands between it and its client without a
 * trace: every byte passes as it is, and the end of the one is the end of the other. What passes is
 * looked at afterwards.
 */
export async function wrap(flags: WrapFlags, env: Env, command: readonly string[]): Promise<void> {
  const [program = '', ...args] = command;
  // Before all else, so that the server starts while the rest is loaded.
  const { child, ended } = startServer(program, args);
  if (child.pid === undefined) return exitLike(await ended);
  const { observe } = await import('./observe.ts');
  const observation = observe(flags, env);
  const input = closableStdin();
  const output = closableStdout();
  relay({ from: input, to: child.stdin, see: observation.fromClient });
  relay({ from: child.stdout, to: output, see: observation.fromServer });
  const end = await ended;
  await passedOn(child.stdout, output);
  input.destroy();
  await observation.close(FINAL_SEND_MS);
  exitLike(end);
}

/** Resolves when what the server said has been passed on. */
async function passedOn(from: Readable, to: Writable): Promise<void> {
  let bytes = 0;
  let quietMs = 0;
  from.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  let stop = (): void => undefined;
  const gaveUp = new Promise<void>((resolve) => {
    let seen = '';
    const timer = setInterval(() => {
      const state = `${String(bytes)} ${String(to.writableLength)}`;
      quietMs = state === seen ? quietMs + QUIET_MS / 5 : 0;
      seen = state;
      if (quietMs >= (to.writableLength === 0 ? QUIET_MS : STUCK_MS)) resolve();
    }, QUIET_MS / 5);
    stop = () => {
      clearInterval(timer);
    };
  });
  await Promise.race([finished(to).catch(() => undefined), gaveUp]);
  stop();
}
