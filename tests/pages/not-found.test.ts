import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask, expectRefused } from '../whole/http/request.ts';

/** A program that asks for what is not here gets an error in JSON, never the dashboard's page. */

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor();
});

afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

describe('OAuth, which is not here', () => {
  const GET = [
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server/mcp',
    '/.well-known/openid-configuration',
    '/.well-known/openid-configuration/mcp',
    '/.well-known/jwks.json',
    '/authorize?response_type=code&client_id=x',
    '/register',
    '/token',
    '/oauth/authorize',
  ];

  test.each(GET)('GET %s is 404 in JSON, whoever asks', async (path) => {
    for (const accept of [undefined, '*/*', 'application/json', BROWSER]) {
      const headers = accept === undefined ? {} : { accept };
      const answer = await ask(monitor, { path, headers });
      expectRefused(answer, { status: 404, code: 'not_found' });
      expect(answer.header('content-type')).toContain('application/json');
      expect(answer.text).toContain('Authorization: Bearer KEY');
    }
  });

  test.each(['/register', '/token', '/authorize', '/revoke'])('POST %s is too', async (path) => {
    for (const [type, body] of [
      ['application/json', '{"client_name":"x","redirect_uris":[]}'],
      ['application/x-www-form-urlencoded', 'grant_type=client_credentials'],
    ] as const) {
      const headers = { 'content-type': type };
      const answer = await ask(monitor, { method: 'POST', path, headers, body });
      expectRefused(answer, { status: 404, code: 'not_found' });
    }
  });

  test.each([
    ['a wrong key', { authorization: 'Bearer wrong' }, 'This key was rejected'],
    ['no key', {}, 'Send a key as Authorization: Bearer KEY'],
    ['another scheme', { authorization: 'Basic eDp5' }, 'Send a key as Authorization: Bearer KEY'],
  ])('/mcp with %s is 401 in JSON that says so', async (_, credentials, words) => {
    for (const method of ['POST', 'GET', 'DELETE']) {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...credentials,
      };
      const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}';
      const answer = await ask(monitor, {
        method,
        path: '/mcp',
        headers,
        ...(method === 'POST' ? { body } : {}),
      });
      expectRefused(answer, { status: 401, code: 'unauthorized' });
      expect(answer.text).toContain(words);
      expect(answer.header('www-authenticate')).toBe('Bearer');
    }
  });

  test('the official client with a wrong key fails with those words', async () => {
    const client = new Client({ name: 'remote-agent', version: '1.0.0' });
    const transport = new StreamableHTTPClientTransport(new URL(`${monitor.url}/mcp`), {
      requestInit: { headers: { authorization: 'Bearer wrong' } },
    });
    await expect(client.connect(transport)).rejects.toThrow('This key was rejected');
  });
});

describe('the page', () => {
  test.each(['/', '/sessions/7', '/tasks', '/settings', '/agents', '/s/x'])(
    '%s is for a browser, and for who takes anything',
    async (path) => {
      for (const accept of [BROWSER, '*/*']) {
        const answer = await ask(monitor, { path, headers: { accept } });
        expect(answer).toMatchObject({ status: 200 });
        expect(answer.text).toContain('<!doctype html>');
      }
    },
  );

  test.each(['/sessions', '/sse', '/api/v1/anything', '/health', '/nowhere', '/graphql'])(
    '%s is none for a program',
    async (path) => {
      const answer = await ask(monitor, { path, headers: { accept: 'application/json' } });
      expectRefused(answer, { status: 404, code: 'not_found' });
    },
  );

  test.each([
    '/sse',
    '/sse/',
    '/messages',
    '/messages/?session_id=1',
    '/mcp/sse',
    '/message',
    '/api/x',
  ])(
    '%s is a transport or an API of others: JSON that names where to go, for a browser too',
    async (path) => {
      for (const accept of [BROWSER, '*/*', 'text/event-stream']) {
        for (const method of ['GET', 'POST', 'HEAD', 'DELETE']) {
          const answer = await ask(monitor, { path, method, headers: { accept } });
          expect(answer.header('content-type')).toContain('application/json');
          expect(answer.text).not.toContain('<');
          if (method === 'HEAD') expect(answer.status).toBe(404);
          else expectRefused(answer, { status: 404, code: 'not_found' });
          if (method === 'GET') expect(answer.text).toContain('/mcp');
        }
      }
    },
  );

  test('an address that is none has a page that says so, for a browser', async () => {
    const answer = await ask(monitor, { path: '/nowhere', headers: { accept: BROWSER } });
    expect(answer.text).toContain('<!doctype html>');
  });
});
