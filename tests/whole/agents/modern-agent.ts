import {
  Client,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { connectLocal } from './remote-agent.ts';

/** The client of the SDK's second edition: it asks what a server speaks, and takes the newest. */
async function connect(transport: Transport): Promise<Client> {
  const client = new Client(
    { name: 'modern-agent', version: '1.0.0' },
    { versionNegotiation: { mode: 'auto' } },
  );
  await client.connect(transport);
  return client;
}

export const connectModernRemote = (url: string, key: string): Promise<Client> =>
  connect(
    new StreamableHTTPClientTransport(new URL(`${url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${key}` } },
    }),
  );

export const connectModernLocal = ({
  bin,
  url,
  key,
  home,
}: Parameters<typeof connectLocal>[0]): Promise<Client> =>
  connect(
    new StdioClientTransport({
      command: bin,
      args: ['mcp'],
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        CLAUDE_MONITOR_URL: url,
        CLAUDE_MONITOR_KEY: key,
      },
      stderr: 'ignore',
    }),
  );
