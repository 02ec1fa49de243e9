import { join } from 'node:path';
import { sendEvents } from './demo/send.ts';
import { teamEvents } from './demo/team.ts';
import { readLocal } from './start/local-json.ts';

/** `npm run demo`: shows an invented team on the monitor that `npm start` runs in another terminal. */
const folder =
  process.env['CLAUDE_MONITOR_DATA'] ?? join(import.meta.dirname, '../.claude-monitor');
const local = readLocal(join(folder, 'local.json'));
if (local === null) {
  console.error('There is no running monitor here: run `npm start` in another terminal first.');
  process.exit(1);
}
const count = await sendEvents(local, teamEvents(Date.now()));
console.log(`Sent ${String(count)} events of an invented team. See ${local.url}`);
