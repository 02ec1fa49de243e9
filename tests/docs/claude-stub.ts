import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

/** Puts a `claude` into a folder that writes its arguments down, for Claude Code itself needs a login. */
export function writeClaude(folder: string): { lastArguments: () => string[] } {
  const written = join(folder, 'claude-arguments');
  const path = join(folder, 'claude');
  writeFileSync(path, `#!/bin/sh\nprintf '%s\\0' "$@" > '${written}'\n`);
  chmodSync(path, 0o755);
  return { lastArguments: () => readFileSync(written, 'utf8').split('\0').slice(0, -1) };
}

/** Connects as Claude Code would after this `claude mcp add`; the names of the tools it then has. */
export async function toolsAfter(
  args: string[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<string[]> {
  const client = new Client({ name: 'docs', version: '1.0.0' });
  const dashes = args.indexOf('--');
  if (dashes === -1) {
    const url = args.find((arg) => arg.startsWith('http:')) ?? '';
    const [name = '', value = ''] = (args[args.indexOf('--header') + 1] ?? '').split(': ');
    const transport = new StreamableHTTPClientTransport(new URL(url), {
      requestInit: { headers: { [name]: value } },
    });
    await client.connect(transport);
  } else {
    const [command = '', ...rest] = args.slice(dashes + 1);
    const settings = args
      .slice(0, dashes)
      .flatMap((arg, index) => (args[index - 1] === '-e' ? [arg.split(/=(.*)/s).slice(0, 2)] : []));
    const transport = new StdioClientTransport({
      command,
      args: rest,
      cwd,
      env: { ...env, ...Object.fromEntries(settings) },
      stderr: 'inherit',
    });
    await client.connect(transport);
  }
  const { tools } = await client.listTools();
  await client.close();
  return tools.map(({ name }) => name);
}
