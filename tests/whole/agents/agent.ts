import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Monitor } from '../monitor/monitor.ts';

/** The client package as a user gets it: installed by npm from the Worker, in an empty folder. */
export function installClient(monitor: Pick<Monitor, 'url'>): {
  /** Programs in it may import the package by its name. */
  folder: string;
  bin: string;
  remove: () => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'claude-monitor-installed-'));
  execFileSync(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', `${monitor.url}/claude-monitor.tgz`],
    { stdio: 'pipe' },
  );
  return {
    folder,
    bin: join(folder, 'node_modules/.bin/claude-monitor'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Agent = {
  call: (name: string, args: Record<string, unknown>) => Promise<void>;
  pid: number;
  close: () => Promise<void>;
};

/** An agent: the official SDK's client drives the installed proxy over stdio. */
export async function startAgent(options: {
  bin: string;
  url: string;
  key: string;
  spool: string;
  env?: Record<string, string>;
}): Promise<Agent> {
  const transport = new StdioClientTransport({
    command: options.bin,
    args: ['mcp'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: options.spool,
      CLAUDE_MONITOR_URL: options.url,
      CLAUDE_MONITOR_KEY: options.key,
      CLAUDE_MONITOR_SPOOL: join(options.spool, 'spool'),
      ...options.env,
    },
    stderr: 'ignore',
  });
  const client = new Client({ name: 'test-agent', version: '1.0.0' });
  await client.connect(transport);
  return {
    pid: transport.pid ?? 0,
    close: () => client.close(),
    call: async (name, args) => {
      const result = await client.callTool({ name, arguments: args });
      if (result.isError === true) throw new Error(JSON.stringify(result.content));
    },
  };
}
