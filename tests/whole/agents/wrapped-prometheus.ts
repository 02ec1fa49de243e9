import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { ClaudeCode } from './claude-code.ts';
import type { Workspace } from '../monitor/workspace.ts';

const SERVER = join(import.meta.dirname, '../../../examples/prometheus-bridge/server.js');

export type Prometheus = {
  call: (name: string, input: Record<string, unknown>) => Promise<void>;
  close: () => Promise<void>;
};

/** The fake Prometheus of the examples behind the installed `claude-monitor wrap`, as Claude Code runs it. */
export async function wrapPrometheus(options: {
  bin: string;
  to: Workspace;
  home: string;
  asker: ClaudeCode;
}): Promise<Prometheus> {
  const { bin, to, home, asker } = options;
  const client = new Client({ name: 'claude-code', version: '2.1.330' });
  await client.connect(
    new StdioClientTransport({
      command: bin,
      args: ['wrap', '--', process.execPath, SERVER],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        CLAUDE_MONITOR_URL: to.url,
        CLAUDE_MONITOR_KEY: to.ingestKey,
        CLAUDE_CODE_SESSION_ID: asker.sessionId,
      },
      stderr: 'ignore',
    }),
  );
  return {
    close: () => client.close(),
    call: (name, input) =>
      asker.tool({ server: 'prometheus', name, input }, async (toolUseId) => {
        const _meta = { 'claudecode/toolUseId': toolUseId };
        const { content, isError } = await client.callTool({ name, arguments: input, _meta });
        if (isError === true) throw new Error(JSON.stringify(content));
        return content;
      }),
  };
}
