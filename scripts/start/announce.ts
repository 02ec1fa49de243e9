import type { Local } from './local-json.ts';

/** The last lines of a start: where to look, and how an agent is connected. */
export function announcement(local: Local, publicUrl: string | null = null): string {
  return `
  Dashboard      ${local.dashboardUrl}${fromElsewhere(local, publicUrl)}

  Connect Claude Code on this machine (it shows each change and asks first):
  ${initLine(local)}

  Or only its tools, in the folder of a project:
  ${connectLine(local)}

  No agent at hand? npm run demo shows a sample team.

  Ctrl-C stops everything; the data stays.
`;
}

/** For browsers that come through the proxy: these may look, not change. */
const fromElsewhere = ({ readKey }: Local, publicUrl: string | null): string =>
  publicUrl === null ? '' : `\n  From elsewhere ${publicUrl}/#key=${readKey} (may only read)`;

const initLine = ({ url, ingestKey }: Local): string =>
  `npx -y ${url}/claude-monitor.tgz init --url ${url} --key ${ingestKey}`;

export function connectLine(to: Pick<Local, 'url' | 'ingestKey' | 'readKey'>): string {
  return [
    'claude mcp add claude-monitor',
    `-e CLAUDE_MONITOR_URL=${to.url}`,
    `-e CLAUDE_MONITOR_KEY=${to.ingestKey}`,
    // Agents may ask, too: what they log goes with the other key, which can't read.
    `-e CLAUDE_MONITOR_READ_KEY=${to.readKey}`,
    // Without it npm asks the monitor at each start, and holds the agent up while that is away.
    `-- npx -y --prefer-offline ${to.url}/claude-monitor.tgz mcp`,
  ].join(' ');
}
