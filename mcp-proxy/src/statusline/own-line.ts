import { spawn } from 'node:child_process';

/** A user's own line may take its time; past this, ours is shown without it. */
const TIMEOUT_MS = 3_000;
const OUTPUT_BYTES = 64 * 1024;

/**
 * Runs the command of the user's own status line, as the client would: by the shell, with the status as its
 * input. Answers what it printed; '' when it fails. Never rejects.
 */
export function ownLine(command: string, input: string): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: ['pipe', 'pipe', 'ignore'] });
    let output = '';
    const finish = (): void => {
      clearTimeout(timer);
      resolve(output.replace(/\n+$/, ''));
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      finish();
    }, TIMEOUT_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.length < OUTPUT_BYTES) output += chunk.toString('utf8');
    });
    child.once('error', finish);
    child.once('close', finish);
    // It may end without reading.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}
