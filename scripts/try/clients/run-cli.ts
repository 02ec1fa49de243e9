import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';

/** A client that takes longer hangs. */
const DEADLINE_MS = 180_000;

type Cli = {
  binary: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
};

/** Runs a client to its end; its words are the error where it fails. */
export async function runCli({ binary, args, cwd, env }: Cli): Promise<void> {
  const child = spawn(binary, args, {
    cwd,
    // Scripts of the client need the Node that runs this.
    env: {
      PATH: `${process.execPath.replace(/\/[^/]+$/, '')}:${process.env['PATH'] ?? ''}`,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
  });
  const [output, faults] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  if (child.exitCode === 0) return;
  throw new Error(`${binary} ended with ${String(child.exitCode)}:\n${output}\n${faults}`);
}
