import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { z } from 'zod';

const resultSchema = z.object({
  content: z.tuple([z.object({ type: z.literal('text'), text: z.string() })]),
  structuredContent: z.record(z.string(), z.unknown()).optional(),
  isError: z.boolean().default(false),
});

type ToolAnswer = { text: string; structured: unknown; isError: boolean };

/** An agent that is connected to the monitor's tools, in whichever way. */
export type ToolUser = {
  client: Client;
  call: (name: string, given?: Record<string, unknown>) => Promise<ToolAnswer>;
  close: () => Promise<void>;
};

let calls = 0;

function userOf(client: Client): ToolUser {
  return {
    client,
    close: () => client.close(),
    call: async (name, given = {}) => {
      const meta = { 'claudecode/toolUseId': `toolu_remote_${String(calls++)}` };
      const result = await client.callTool({ name, arguments: given, _meta: meta });
      const { content, structuredContent, isError } = resultSchema.parse(result);
      return { text: content[0].text, structured: structuredContent, isError };
    },
  };
}

/** The official client on `/mcp`, as `claude mcp add --transport http` sets it up. */
export async function connectRemote(url: string, key: string): Promise<ToolUser> {
  const client = new Client({ name: 'remote-agent', version: '1.0.0' });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    }),
  );
  return userOf(client);
}

/** The same client on the local proxy. */
export async function connectLocal(options: {
  bin: string;
  url: string;
  key: string;
  home: string;
}): Promise<ToolUser> {
  const client = new Client({ name: 'local-agent', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: options.bin,
      args: ['mcp'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: options.home,
        CLAUDE_MONITOR_URL: options.url,
        CLAUDE_MONITOR_KEY: options.key,
      },
      stderr: 'ignore',
    }),
  );
  return userOf(client);
}
