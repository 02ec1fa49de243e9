import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** How a test starts the client: the file, the Node that runs it, and a home folder of its own. */
export type Start = {
  node: string;
  bundle: string;
  home: string;
  url?: string;
  env?: Record<string, string>;
};

export type Agent = {
  /** The answer's text; rejects when it says that the call was refused. */
  call: (name: string, args: Record<string, unknown>) => Promise<string>;
  refused: (name: string, args: Record<string, unknown>) => Promise<string>;
  client: Client;
  stderr: () => string;
  pid: number;
  close: () => Promise<void>;
};

const resultSchema = z.object({
  content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]),
  isError: z.boolean().optional(),
});

/** Connects the official SDK's client to the proxy, as an agent does. */
export async function startAgent(start: Start): Promise<Agent> {
  const transport = new StdioClientTransport({
    command: start.node,
    args: [start.bundle, 'mcp'],
    env: environmentOf(start),
    stderr: 'pipe',
  });
  let errors = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const client = new Client({ name: 'test-agent', version: '1.0.0' });
  await client.connect(transport);
  const close = (): Promise<void> => client.close();
  onTestFinished(close);
  const call = async (name: string, args: Record<string, unknown>) => {
    const meta = { 'claudecode/toolUseId': `toolu_${name}` };
    const result = resultSchema.parse(
      await client.callTool({ name, arguments: args, _meta: meta }),
    );
    return { text: result.content[0].text, isError: result.isError === true };
  };
  return {
    client,
    close,
    stderr: () => errors,
    pid: transport.pid ?? 0,
    call: async (name, args) => {
      const { text, isError } = await call(name, args);
      if (isError) throw new Error(text);
      return text;
    },
    refused: async (name, args) => {
      const { text, isError } = await call(name, args);
      if (!isError) throw new Error(`was not refused: ${text}`);
      return text;
    },
  };
}

export async function runClient(
  start: Start,
  args: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawnClient(start, args);
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  child.stdin?.end();
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

export function spawnClient(start: Start, args: readonly string[]): ChildProcess {
  const child = spawn(start.node, [start.bundle, ...args], { env: environmentOf(start) });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

export const spoolOf = (home: string): string => join(home, 'spool');

/** Nothing of the machine that runs the test gets in. */
export function environmentOf({ home, url, env }: Start): Record<string, string> {
  mkdirSync(home, { recursive: true });
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CLAUDE_MONITOR_DATA: join(home, 'data'),
    CLAUDE_MONITOR_SPOOL: spoolOf(home),
    CLAUDE_CODE_SESSION_ID: 'run-of-the-test',
    ...(url === undefined ? {} : { CLAUDE_MONITOR_URL: url, CLAUDE_MONITOR_KEY: 'test-key' }),
    ...env,
  };
}
