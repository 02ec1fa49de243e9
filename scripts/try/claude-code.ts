import { join } from 'node:path';
import { readLocal } from '../start/local-json.ts';
import { startMessagesApi } from './claude-code/messages-api.ts';
import { EXPORTS, play } from './claude-code/play.ts';
import { SCENARIOS } from './claude-code/scenarios.ts';

const ROOT = join(import.meta.dirname, '../..');

/**
 * `node scripts/try/claude-code.ts path/to/claude [part of a name]`: the real client against a scripted
 * Messages API on this machine, reporting to the monitor that `npm start` runs in another terminal.
 */
async function main(): Promise<void> {
  const [binary, only = ''] = process.argv.slice(2);
  const dataFolder = process.env['CLAUDE_MONITOR_DATA'] ?? join(ROOT, '.claude-monitor');
  const local = readLocal(join(dataFolder, 'local.json'));
  if (binary === undefined || local === null) {
    console.error('Run `npm start` in another terminal, then name the binary of Claude Code here.');
    process.exitCode = 1;
    return;
  }
  const api = await startMessagesApi();
  const deps = { binary, url: local.url, dataFolder, api };
  const tries = Object.entries(EXPORTS).flatMap(([encoding, exports]) =>
    SCENARIOS.map((scenario) => ({ name: `${encoding}: ${scenario.name}`, scenario, exports })),
  );
  try {
    for (const wanted of tries.filter(({ name }) => name.includes(only))) {
      if (!(await play(wanted, deps))) process.exitCode = 1;
    }
  } finally {
    api.close();
  }
}

await main();
