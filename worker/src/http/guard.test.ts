import { describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { bearer, errorOf, everyScope, ROUTES, setUp } from '../testing/app.fixture.ts';
import { createFakeWorld } from '../testing/world.fixture.ts';

describe('host and origin', () => {
  const hosts = new Set(['127.0.0.1:8787', 'localhost:8787']);
  const ask = async (url: string, headers: Record<string, string> = {}) =>
    await createApp({ ...createFakeWorld().deps, allowedHosts: hosts }).request(url, { headers });

  test.each([
    ['http://127.0.0.1:8787', 200],
    ['http://localhost:8787', 200],
    ['http://localhost:8788', 403],
    ['http://rebound.example:8787', 403],
    ['http://127.0.0.1', 403],
  ])('[SHR6] %s is %d', async (origin, status) => {
    for (const path of ['/healthz', '/openapi.json', '/']) {
      expect((await ask(origin + path)).status).toBe(status);
    }
  });

  test('[SHR6] a foreign host is named as the reason before the missing key', async () => {
    const response = await ask('http://rebound.example/v1/status');
    expect((await errorOf(response)).code).toBe('bad_host');
  });

  test.each([
    ['http://localhost:8787', 200],
    ['https://localhost:8787', 403],
    ['http://127.0.0.1:8787', 403],
    ['http://evil.example', 403],
    ['null', 403],
  ])('[SHR6] a page of %s gets %d', async (origin, status) => {
    expect((await ask('http://localhost:8787/healthz', { origin })).status).toBe(status);
  });

  test.each(ROUTES)(
    '[SHR6] %s %s refuses a foreign page, whatever its key',
    async (method, path) => {
      const { call, world } = setUp();
      const headers = bearer(await world.keyOf('team', everyScope));
      const response = await call(method, path, { ...headers, origin: 'http://evil.example' });
      expect((await errorOf(response)).code).toBe('bad_origin');
    },
  );
});
