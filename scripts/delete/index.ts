import { join } from 'node:path';
import { deleteData, parseRequest } from './delete-data.ts';
import { StartFault } from '../start/fault.ts';
import { parseSettings } from '../start/settings.ts';

/**
 * `npm run delete -- --session ID | --user NAME | --workspace --yes`: deletes on request, and waits until
 * nothing is left (rule STO10). Of the monitor that runs here, or of `CLAUDE_MONITOR_URL` with an admin key
 * in `CLAUDE_MONITOR_KEY`.
 */
process.channel?.unref();

try {
  const settings = parseSettings(process.env, join(import.meta.dirname, '../..'));
  const request = parseRequest(process.argv.slice(2));
  await deleteData(request, { settings, env: process.env, print: (line) => console.log(line) });
} catch (error) {
  if (!(error instanceof StartFault)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
