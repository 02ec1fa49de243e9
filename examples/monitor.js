import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PATIENCE_MS = 30_000;
const ASK_AGAIN_MS = 250;

/** The monitor: from the environment, else `local.json`, which `npm start` writes. */
export const { url, ingestKey, readKey, dashboardUrl } = settings();

/** Reads a route of the monitor; `/openapi.json` lists them all. */
export async function ask(path) {
  const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${readKey}` } });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

/** Asks until `check` stops throwing: what was delivered is shown a moment later. */
export async function eventually(path, check) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask(path);
    try {
      return check(answer);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
}

function settings() {
  const { env } = process;
  if (env.CLAUDE_MONITOR_URL && env.CLAUDE_MONITOR_KEY && env.CLAUDE_MONITOR_READ_KEY) {
    return {
      url: env.CLAUDE_MONITOR_URL,
      ingestKey: env.CLAUDE_MONITOR_KEY,
      readKey: env.CLAUDE_MONITOR_READ_KEY,
      dashboardUrl: `${env.CLAUDE_MONITOR_URL}/`,
    };
  }
  const folder = env.CLAUDE_MONITOR_DATA ?? join(import.meta.dirname, '../.claude-monitor');
  try {
    return JSON.parse(readFileSync(join(folder, 'local.json'), 'utf8'));
  } catch {
    console.error(
      'No monitor: run `npm start` in another terminal, or set CLAUDE_MONITOR_URL,\n' +
        'CLAUDE_MONITOR_KEY (scope ingest) and CLAUDE_MONITOR_READ_KEY (scope read).',
    );
    return process.exit(1);
  }
}
