import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { environmentOf, type Start } from './agent.fixture.ts';

const HERE = import.meta.dirname;

/** The command of a server of this folder; it is TypeScript, so a new Node runs it. */
export const serverCommand = (file: string, ...args: string[]): string[] => [
  process.execPath,
  join(HERE, file),
  ...args,
];

export async function connectWrapped(
  start: Start,
  command: readonly string[],
  flags: readonly string[] = [],
): Promise<{ client: Client; pid: number; stderr: () => string }> {
  const transport = new StdioClientTransport({
    command: start.node,
    args: [start.bundle, 'wrap', ...flags, '--', ...command],
    env: environmentOf(start),
    stderr: 'pipe',
  });
  let errors = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const client = new Client({ name: 'test-client', version: '1.0.0' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return { client, pid: transport.pid ?? 0, stderr: () => errors };
}
