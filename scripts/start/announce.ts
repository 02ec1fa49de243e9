import type { Local } from './local-json.ts';

/** The last lines of a start: where to look, and how an agent is connected. */
export function announcement(local: Local): string {
  const connect = [
    'claude mcp add claude-monitor',
    `-e CLAUDE_MONITOR_URL=${local.url}`,
    `-e CLAUDE_MONITOR_KEY=${local.ingestKey}`,
    // Agents may ask, too: what they log goes with the other key, which can't read.
    `-e CLAUDE_MONITOR_READ_KEY=${local.readKey}`,
    // Without it npm asks the monitor at each start, and holds the agent up while that is away.
    `-- npx -y --prefer-offline ${local.url}/claude-monitor.tgz mcp`,
  ].join(' ');
  return `
  Dashboard      ${local.dashboardUrl}

  Connect Claude Code, in the folder of a project:
  ${connect}

  Ctrl-C stops everything; the data stays.
`;
}
