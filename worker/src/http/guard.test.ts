import { describe, expect, test } from 'vitest';
import { createApp } from '../app.ts';
import { bearer, errorOf, everyScope, ROUTES, setUp } from '../testing/app.fixture.ts';
import { createFakeDeps } from '../testing/deps.fixture.ts';
import type { Addresses } from './guard.ts';

describe('host and origin', () => {
  const hosts = new Set(['127.0.0.1:8787', 'localhost:8787']);
  const ask = async (url: string, headers: Record<string, string> = {}) =>
    await createApp({ ...createFakeDeps().deps, allowedHosts: hosts }).request(url, { headers });

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

  describe('behind a proxy', () => {
    const publicUrl = 'https://monitor.example';
    const responseTo = async (url: string, origin: string, more: Partial<Addresses> = {}) => {
      const { deps } = createFakeDeps();
      const app = createApp({ ...deps, allowedHosts: hosts, publicUrl, ...more });
      return await app.request(`${url}/healthz`, { headers: { origin } });
    };

    test.each([
      ['http://monitor.example', publicUrl, 200],
      ['http://monitor.example:8443', publicUrl, 200],
      ['http://localhost:8787', publicUrl, 200],
      ['http://localhost:8787', 'http://localhost:8787', 200],
      ['http://monitor.example', 'http://monitor.example', 403],
      ['http://monitor.example', 'https://evil.example', 403],
      ['http://monitor.example.evil.example', publicUrl, 403],
    ])('[SHR6] %s asked by a page of %s gets %d', async (url, origin, status) => {
      expect((await responseTo(url, origin)).status).toBe(status);
    });

    test.each([
      ['https://[fd00::1]:8443', 'http://[fd00::1]', 'https://[fd00::1]:8443', 200],
      ['https://[fd00::1]:8443', 'http://[fd00::1]:8443', 'https://[fd00::1]', 403],
      ['https://[fd00::1]:8443', 'http://[fd00::2]:8443', 'https://[fd00::1]:8443', 403],
      [
        'http://monitor.example:8080',
        'http://monitor.example:8080',
        'http://monitor.example:8080',
        200,
      ],
      ['http://monitor.example:8080', 'http://monitor.example', 'https://monitor.example', 403],
      ['https://monitor.example', 'http://MONITOR.example', 'https://monitor.example', 200],
      ['https://monitor.example', 'http://monitor.example', 'https://monitor.example:444', 403],
      [
        'https://monitor.example',
        'http://monitor.example',
        'https://monitor.example.evil.example',
        403,
      ],
      [
        'https://xn--mnitor-wxa.example',
        'http://m\u00f6nitor.example',
        'https://xn--mnitor-wxa.example',
        200,
      ],
    ])('[SHR6] at %s, %s asked by a page of %s gets %d', async (at, url, origin, status) => {
      expect((await responseTo(url, origin, { publicUrl: at })).status).toBe(status);
    });

    test('a refusal names the setting', async () => {
      for (const url of ['http://localhost:8787', 'http://other.example']) {
        const answer = await responseTo(url, 'https://monitor.example', { publicUrl: null });
        expect((await errorOf(answer)).message).toContain('PUBLIC_URL');
      }
    });

    test('[SHR6] where plain http is spoken, the Host says what was asked for, and nothing else', async () => {
      const { deps } = createFakeDeps();
      const app = createApp({ ...deps, allowedHosts: hosts, isPlainHttp: true });
      const ask = async (url: string, host: string) =>
        (await app.request(`${url}/healthz`, { headers: { host } })).status;
      expect(await ask('https://localhost:8787', 'localhost:8787')).toBe(200);
      expect(await ask('http://localhost:8787', 'rebound.example')).toBe(403);
      expect(await ask('http://localhost:8787', '[')).toBe(403);
    });
  });

  test.each(ROUTES)(
    '[SHR6] %s %s refuses a foreign page, whatever its key',
    async (method, path) => {
      const { call, fake } = setUp();
      const headers = bearer(await fake.keyOf('team', everyScope));
      const response = await call(method, path, { ...headers, origin: 'http://evil.example' });
      expect((await errorOf(response)).code).toBe('bad_origin');
    },
  );
});
