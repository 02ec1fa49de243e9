import { spawn } from 'node:child_process';

/** A command of the build that ended with another code than 0. */
export class CommandFailed extends Error {
  override name = 'CommandFailed';
}

/** Runs a script with this Node. `quiet` keeps its output back and shows it when it fails. */
export async function runNode(options: {
  script: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
  quiet?: boolean;
}): Promise<string> {
  const child = spawn(process.execPath, [options.script, ...options.args], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: [
      'ignore',
      options.quiet === true ? 'pipe' : 'inherit',
      options.quiet === true ? 'pipe' : 'inherit',
    ],
  });
  const stop = () => void child.kill('SIGTERM');
  process.on('exit', stop);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', stop);
  if (code !== 0) {
    process.stderr.write(output.join(''));
    throw new CommandFailed(`${options.script} ended with code ${String(code)}`);
  }
  return output.join('');
}
