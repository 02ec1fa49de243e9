import { describe, expect, test } from 'vitest';
import { remote } from './mcp.fixture.ts';

describe('POST /mcp in revision 2026-07-28', () => {
  const META = {
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientInfo': { name: 'x', version: '1' },
    'io.modelcontextprotocol/clientCapabilities': {},
  };

  async function modern() {
    const { post, hub } = await remote(['ingest', 'read']);
    const ask = async (
      method: string,
      params: Record<string, unknown> = {},
      headers: Record<string, string> = {},
    ) => {
      const name = params['name'];
      return await post(
        { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: META } },
        {
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': method,
          ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
          ...headers,
        },
      );
    };
    return { ask, hub };
  }

  test('server/discover tells revisions, capabilities and instructions', async () => {
    const { ask } = await modern();
    const answer = await ask('server/discover');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      id: 1,
      result: {
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {}, prompts: {} },
        instructions: expect.stringContaining('log_session_start'),
        ttlMs: 300_000,
        cacheScope: 'public',
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'claude-monitor' } },
      },
    });
  });

  test('[ING1] a call without any handshake is durable when it is answered', async () => {
    const { ask, hub } = await modern();
    const given = { sessionId: 's', inputTokens: '5', outputTokens: 1, model: null };
    const answer = await ask('tools/call', { name: 'log_token_usage', arguments: given });
    expect(await answer.json()).toMatchObject({
      result: { resultType: 'complete', content: [{ type: 'text' }] },
    });
    expect(hub.ingested).toMatchObject([{ events: [{ type: 'usage', inputTokens: 5 }] }]);
  });

  test.each<[string, string, Record<string, unknown>, Record<string, string>, number, number]>([
    ['a revision that nobody knows', 'tools/list', {}, {}, 400, -32022],
    ['a method of before', 'ping', {}, {}, 404, -32601],
    ['a method that is none', 'tools/sing', {}, {}, 404, -32601],
    ['another method in the header', 'tools/list', {}, { 'mcp-method': 'tools/call' }, 400, -32020],
    [
      'another name in the header',
      'tools/call',
      { name: 'get_tasks' },
      { 'mcp-name': 'log_error' },
      400,
      -32020,
    ],
  ])('%s is refused', async (what, method, params, headers, status, code) => {
    const { post } = await remote(['ingest']);
    const version = what.startsWith('a revision') ? '2099-01-01' : '2026-07-28';
    const meta = { ...META, 'io.modelcontextprotocol/protocolVersion': version };
    const name = params['name'];
    const answer = await post(
      { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } },
      {
        'mcp-protocol-version': version,
        'mcp-method': method,
        ...(typeof name === 'string' ? { 'mcp-name': name } : {}),
        ...headers,
      },
    );
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ id: 1, error: { code } });
  });

  test('a subscription is acknowledged and over: nothing of these lists ever changes', async () => {
    const { ask } = await modern();
    const answer = await ask('subscriptions/listen', { notifications: { toolsListChanged: true } });
    const text = await answer.text();
    expect(text).toContain('notifications/subscriptions/acknowledged');
    expect(text).toContain('"resultType":"complete"');
  });
});
