import { describe, expect, test } from 'vitest';
import { createApp } from '../../app.ts';
import { bearer, setUp } from '../../testing/app.fixture.ts';
import { createFakeDeps, ORIGIN } from '../../testing/deps.fixture.ts';
import worker from '../../index.ts';
import { securityHeaders } from './security-headers.ts';

const HSTS = 'strict-transport-security';

const headersOf = (response: Response) => Object.fromEntries(response.headers);

describe('security headers', () => {
  test('promise https only where it is spoken', () => {
    expect(securityHeaders('http://monitor.test/')).not.toHaveProperty(HSTS);
    expect(securityHeaders('https://monitor.test/')).toHaveProperty(HSTS);
  });

  test.each([
    ['an open route', 'GET', '/healthz'],
    ['the document', 'GET', '/openapi.json'],
    ['a refusal', 'GET', '/v1/status'],
    ['a refused login', 'POST', '/v1/login'],
    ['a refused upgrade', 'GET', '/v1/live'],
    ['a refused call', 'POST', '/mcp'],
    ['an unknown route', 'GET', '/v1/nothing'],
    ['a missing file', 'GET', '/_app/nothing.js'],
    ['a wrong method', 'PUT', '/healthz'],
  ])('are on %s', async (_, method, path) => {
    const assets = { fetch: () => Promise.resolve(new Response(null, { status: 404 })) };
    const app = createApp(createFakeDeps({ assets }).deps);
    const response = await app.request(`https://monitor.test${path}`, { method });
    expect(headersOf(response)).toMatchObject(securityHeaders('https://monitor.test'));
  });

  test('are on the packed client', async () => {
    const assets = { fetch: () => Promise.resolve(new Response('bytes')) };
    const response = await createApp(createFakeDeps({ assets }).deps).request(
      `${ORIGIN}/claude-monitor.tgz`,
    );
    expect(headersOf(response)).toMatchObject(securityHeaders(ORIGIN));
  });

  test('are on an upgrade that the hub refuses, as on one that is none', async () => {
    const { fake, send } = setUp();
    const key = bearer(await fake.keyOf('team', ['read']));
    for (const upgrade of ['websocket', 'h2c']) {
      const response = await send('/v1/live', { headers: { ...key, upgrade } });
      expect(headersOf(response)).toMatchObject(securityHeaders(ORIGIN));
    }
  });

  test('are on the answer of a Worker that is not set up', async () => {
    const response = await worker.fetch(new Request('https://monitor.test/'), {});
    expect(response.status).toBe(503);
    expect(headersOf(response)).toMatchObject(securityHeaders('https://monitor.test'));
  });
});
