import { runRelay } from './run-relay.ts';

void runRelay(process.env).catch((error: unknown) => {
  process.stderr.write(`claude-monitor: ${error instanceof Error ? error.message : 'failed'}\n`);
  process.exitCode = 1;
});
