import type { Local } from './local-json.ts';

/** The last lines of a start: where to look, and how an agent is connected. */
export function announcement(local: Local, publicUrl: string | null = null): string {
  return `
  Dashboard      ${local.dashboardUrl}${fromElsewhere(local, publicUrl)}

  Connect Claude Code, in the folder of a project:
  ${connectLine(local)}

  Ctrl-C stops everything; the data stays.
`;
}

/** The same for browsers that come through the proxy. */
const fromElsewhere = ({ url, dashboardUrl }: Local, publicUrl: string | null): string =>
  publicUrl === null ? '' : `\n  From elsewhere ${dashboardUrl.replace(url, publicUrl)}`;

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
