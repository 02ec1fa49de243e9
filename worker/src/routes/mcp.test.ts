import { describe, expect, test } from 'vitest';
import { SENT_CALLS } from '@claude-monitor/protocol/testing/tool-calls';
import { bearer, errorOf, setUp } from '../testing/app.fixture.ts';
import { HEADERS, remote } from './mcp.fixture.ts';

const UNFORESEEN = Object.assign(new Error('select secret from rows'), {
  stack: 'at /secret.ts:1',
});

const start = { sessionId: 's', agentName: 'auditor' };

describe('POST /mcp', () => {
  test('[ING1] a call that logs is answered when its event is durable, with its source', async () => {
    const { hub, call } = await remote(['ingest']);
    const meta = { 'claudecode/toolUseId': 'toolu_1' };
    expect(await call('log_session_start', start, meta)).toMatchObject({ isError: false });
    expect(hub.ingested).toMatchObject([
      { events: [{ type: 'session.start', source: 'mcp', sessionId: 's', toolUseId: 'toolu_1' }] },
    ]);
  });

  test('[ING2] a call sent again because its answer was lost counts once', async () => {
    const { hub, call } = await remote(['ingest']);
    const meta = { 'claudecode/toolUseId': 'toolu_1' };
    await call('log_session_start', start, meta);
    await call('log_session_start', start, meta);
    await call('log_session_start', { ...start, sessionId: 'other' }, meta);
    await call('log_session_start', start);
    expect(hub.seen.size).toBe(3);
  });

  test('[PRX4] a secret is replaced before anything is stored', async () => {
    const { hub, call } = await remote(['ingest']);
    const errorMessage = 'refused sk-ant-api03-abcdefghijklmnop';
    await call('log_error', { sessionId: 's', errorType: 'E', errorMessage, severity: 'low' });
    expect(JSON.stringify(hub.ingested)).toContain('refused [redacted: anthropic key]');
    expect(JSON.stringify(hub.ingested)).not.toContain('abcdefghij');
  });

  test('a call with a fault is not recorded, and says which field to mend', async () => {
    const { hub, call } = await remote(['ingest']);
    const { text, isError } = await call('log_session_start', { sessionId: 's' });
    expect(isError).toBe(true);
    expect(text).toContain('agentName:');
    expect(hub.ingested).toEqual([]);
  });

  test('a question is answered in words and as data', async () => {
    const { call } = await remote(['read']);
    expect((await call('get_team_status')).result).toMatchObject({
      content: [{ type: 'text', text: 'No session is open.' }],
      structuredContent: { sessions: [], more: 0 },
    });
  });

  test('a key that may only write gets an error when it asks, and one that may only read when it logs', async () => {
    const writer = await (await remote(['ingest'])).call('get_tasks');
    expect(writer).toMatchObject({ isError: true });
    expect(writer.text).toContain('this key lacks the scope read');
    const reader = await (await remote(['read'])).call('log_session_start', start);
    expect(reader).toMatchObject({ isError: true });
    expect(reader.text).toContain('this key lacks the scope ingest');
  });

  test('[SHR4] a failure that nobody foresaw is reported, and said without a word of it', async () => {
    const { fake, hub, call, post } = await remote(['ingest']);
    hub.fault = UNFORESEEN;
    // The key is judged first, and that fails as well: an error as of any route.
    expect((await post({ jsonrpc: '2.0', id: 1, method: 'ping' })).status).toBe(500);
    hub.spared.add('scopes');
    const { text, isError } = await call('log_session_start', start);
    expect(isError).toBe(true);
    expect(text).toContain('The error was logged');
    expect(text).not.toContain('secret');
    expect(fake.reports.map(({ what }) => what)).toContain('POST /mcp tool log_session_start');
  });

  test('[SHR7] a revoked key gets nothing, not even the lists', async () => {
    const { hub, post } = await remote(['ingest']);
    hub.keys.clear();
    const response = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('[SHR3] without a key there is a challenge', async () => {
    const { send } = setUp();
    const response = await send('/mcp', { method: 'POST', headers: HEADERS, body: '{}' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect((await errorOf(response)).code).toBe('unauthorized');
  });

  test.each(['', ' '])(
    'a header of the revision that says nothing is none: %j',
    async (version) => {
      const { post } = await remote(['ingest']);
      const ping = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
      const response = await post(ping, { 'mcp-protocol-version': version });
      expect([response.status, await response.json()]).toMatchObject([200, { id: 1, result: {} }]);
    },
  );

  test.each<[string, string, Record<string, string>, number, number]>([
    ['no JSON', '{', {}, 400, -32700],
    ['nothing', '', {}, 400, -32700],
    ['no message', '{}', {}, 400, -32600],
    ['100 levels', `${'['.repeat(100)}${']'.repeat(100)}`, {}, 400, -32600],
    ['10 MB', ' '.repeat(10_000_000), {}, 413, -32600],
    ['an encoding that is none', '{}', { 'content-encoding': 'br' }, 415, -32600],
    [
      'a type that is not JSON',
      '{"jsonrpc":"2.0","id":1,"method":"ping"}',
      { 'content-type': 'text/plain' },
      415,
      -32000,
    ],
    [
      'a wrong Accept',
      '{"jsonrpc":"2.0","id":1,"method":"ping"}',
      { accept: 'text/html' },
      406,
      -32000,
    ],
    [
      'a version of none',
      '{"jsonrpc":"2.0","id":1,"method":"ping"}',
      { 'mcp-protocol-version': '1999-01-01' },
      400,
      -32000,
    ],
    [
      'a newer version that only the header names',
      '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
      { 'mcp-protocol-version': '2026-07-28' },
      400,
      -32602,
    ],
  ])('%s is refused in JSON-RPC', async (_, body, headers, status, code) => {
    const { post } = await remote(['ingest']);
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ jsonrpc: '2.0', error: { code } });
  });

  test.each([null, '*/*', 'application/json', 'text/html, */*;q=0.1'])(
    'who accepts %s is answered in JSON',
    async (accept) => {
      const { fake, send } = setUp();
      const key = await fake.keyOf('team', ['ingest']);
      const response = await send('/mcp', {
        method: 'POST',
        headers: {
          ...bearer(key),
          'content-type': 'application/json',
          ...(accept === null ? {} : { accept }),
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
      });
      expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 1, result: {} });
    },
  );

  test('who accepts server-sent events alone is answered by one', async () => {
    const { post } = await remote(['ingest']);
    const response = await post(
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { accept: 'text/event-stream' },
    );
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(await response.text()).toBe(
      'event: message\ndata: {"result":{},"jsonrpc":"2.0","id":1}\n\n',
    );
  });

  test.each(['1.0', '1999-01-01', '2026-07-28', '2099-01-01', 'DRAFT-2027', ''])(
    'initialize with the revision %j is answered with one of ours',
    async (protocolVersion) => {
      const { post } = await remote(['ingest']);
      const clientInfo = { name: 'x', version: '1' };
      const params = { protocolVersion, capabilities: {}, clientInfo };
      const headers = { 'mcp-protocol-version': protocolVersion };
      for (const sent of [{}, headers]) {
        const answer = await post({ jsonrpc: '2.0', id: 1, method: 'initialize', params }, sent);
        expect(answer.status).toBe(200);
        expect(await answer.json()).toMatchObject({ result: { protocolVersion: '2025-11-25' } });
      }
    },
  );

  test.each(SENT_CALLS)('arguments are read as meant, or refused by name: $says', async (call) => {
    const { hub, call: send } = await remote(['ingest']);
    const { text, isError } = await send(call.tool, call.sent);
    const events = hub.ingested.flatMap((batch) => batch.events);
    if ('refused' in call) {
      expect(text).toContain(`${call.refused}: `);
      expect([isError, events]).toEqual([true, []]);
    } else {
      expect(isError).toBe(false);
      expect(events).toMatchObject(call.events);
    }
  });

  test('a batch answers each request, also one that can not be read', async () => {
    const { post } = await remote(['ingest']);
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
    const nameless = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 7 } };
    expect(await (await post([ping, nameless])).json()).toMatchObject([
      { id: 1, result: {} },
      { id: 2, error: { code: -32602 } },
    ]);
    expect(await (await post([nameless])).json()).toMatchObject([{ id: 2 }]);
  });

  test('a batch is answered by an array, notifications by nothing', async () => {
    const { post } = await remote(['ingest']);
    const note = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
    expect(await (await post([ping, note])).json()).toEqual([
      { jsonrpc: '2.0', id: 1, result: {} },
    ]);
    const noted = await post(note);
    expect([noted.status, await noted.text()]).toEqual([202, '']);
  });

  test('a request that is not served is answered as such', async () => {
    const { post } = await remote(['ingest']);
    for (const [method, params, code] of [
      ['server/discover', {}, -32602],
      ['nothing/of/ours', {}, -32601],
      ['resources/list', {}, -32601],
      ['tools/call', { name: 7 }, -32602],
      ['prompts/get', { name: 'nothing' }, -32602],
    ] as const) {
      const response = await post({ jsonrpc: '2.0', id: 'x', method, params });
      expect(await response.json()).toMatchObject({ id: 'x', error: { code } });
    }
  });

  test.each(['GET', 'DELETE', 'PUT'])(
    '%s is not allowed: there is no stream and no session',
    async (method) => {
      const { fake, send } = setUp();
      const key = await fake.keyOf('team', ['ingest']);
      const response = await send('/mcp', { method, headers: { ...HEADERS, ...bearer(key) } });
      expect(response.status).toBe(405);
      expect(response.headers.get('allow')).toContain('POST');
    },
  );
});
