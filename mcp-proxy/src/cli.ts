import { choose } from './command-line.ts';

/** Runs a command line; sets the exit code. Only the chosen part is loaded. */
export async function main(args: readonly string[]): Promise<void> {
  const choice = choose(args);
  switch (choice.kind) {
    case 'print':
      process.stdout.write(choice.text);
      return;
    case 'refuse':
      process.stderr.write(
        `claude-monitor: ${choice.fault}${choice.help === '' ? '\n' : `\n\n${choice.help}`}`,
      );
      process.exitCode = 2;
      return;
    case 'run':
      return choice.start(process.env);
  }
}

void main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`claude-monitor: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
