import { describe, expect, test } from 'vitest';
import { createApp } from './app.ts';
import { bootstrapToken, hashCredential, mintCredential } from './domain/credential/credential.ts';
import { securityHeaders } from './http/answer/security-headers.ts';
import { bearer, errorOf, everyScope, ROUTES, setUp, fixedBytes } from './testing/app.fixture.ts';
import { createFakeDeps, FORMER_SECRET, ORIGIN, SECRET } from './testing/deps.fixture.ts';

const OPEN_ROUTES = [
  'GET /healthz',
  'GET /openapi.json',
  'GET /claude-monitor.tgz',
  'POST /v1/login',
];

/** The live route is judged by the hub's `fetch`, which the fake does not imitate. */
const EVALUATED_BY_CALL = ROUTES.filter(([, path]) => path !== '/v1/live');

/** What the fake's empty history has no answer for. */
const NEEDS_DATABASE: ReadonlySet<string> = new Set([
  '/v1/usage',
  '/v1/waste',
  '/v1/activity',
  '/v1/uptime',
  '/v1/errors/groups',
  '/v1/graph/agents',
  '/v1/reports',
  '/v1/reports/preview',
  '/v1/reports/:id',
]);

describe('without a valid credential', () => {
  const wrong: [name: string, headers: () => Promise<Record<string, string>>][] = [
    ['missing', async () => await Promise.resolve({})],
    ['garbage', async () => await Promise.resolve(bearer('garbage'))],
    ['of another scheme', async () => await Promise.resolve({ authorization: 'Basic YTpi' })],
    [
      'a header of 90 kB of separators',
      async () => await Promise.resolve({ authorization: `Bearer ${'%20'.repeat(30_000)} x` }),
    ],
    ['with a wrong MAC', async () => bearer(await mintCredential('guess', 'team', fixedBytes()))],
    [
      'a cookie with a wrong MAC',
      async () => ({
        cookie: `cm_session=${await mintCredential('guess', 'team', fixedBytes())}`,
        origin: ORIGIN,
      }),
    ],
    [
      'ours, but unknown to the hub',
      async () => bearer(await mintCredential(SECRET, 'team', fixedBytes())),
    ],
    ['the bootstrap token', async () => bearer(await bootstrapToken(SECRET))],
  ];
  for (const [name, headers] of wrong) {
    const routes = name.includes('unknown') ? EVALUATED_BY_CALL : ROUTES;
    test.each(routes)(`[SHR1] [SHR3] ${name}: %s %s is 401`, async (method, path) => {
      const { call, fake } = setUp();
      await fake.keyOf('team', everyScope);
      const response = await call(method, path, await headers());
      expect(response.status).toBe(401);
      expect((await errorOf(response)).code).toBe('unauthorized');
    });
  }

  test.each(EVALUATED_BY_CALL)(
    '[SHR7] a key of another workspace sees only its own: %s %s',
    async (method, path) => {
      const { call, fake } = setUp();
      const key = await fake.keyOf('other', everyScope);
      await fake.keyOf('team', everyScope);
      await call(method, path, bearer(key));
      expect(fake.hub('team').ingested).toEqual([]);
      expect(fake.hub('team').keys.size).toBe(1);
    },
  );

  test.each(EVALUATED_BY_CALL.filter(([, , scope]) => scope !== null))(
    '[SHR7] %s %s is 403 without the scope %s',
    async (method, path, scope) => {
      const { call, fake } = setUp();
      const key = await fake.keyOf(
        'team',
        everyScope.filter((other) => other !== scope),
      );
      const response = await call(method, path, bearer(key));
      expect(response.status).toBe(403);
      expect((await errorOf(response)).code).toBe('forbidden');
    },
  );

  test('[SHR3] no mounted route answers, but for the short list', async () => {
    const { app, call } = setUp();
    const answered = new Set<string>();
    const walked = new Set<string>();
    for (const { method, path } of app.routes) {
      if (method === 'ALL') continue;
      walked.add(`${method} ${path}`);
      const { status } = await call(method, path, {});
      if (status !== 401) answered.add(`${method} ${path}`);
    }
    expect([...answered].sort()).toEqual([...OPEN_ROUTES].sort());
    const listed = ROUTES.map(([method, path]) => `${method} ${path}`);
    expect([...walked].sort()).toEqual([...OPEN_ROUTES, 'POST /v1/workspaces', ...listed].sort());
  });

  test.each(['/v1', '/v1/nothing', '/v1/sessions/a/b', '/v1//events', '/v1/logs'])(
    '[SHR3] an unknown path is 401: %s',
    async (path) => {
      expect((await setUp().send(path)).status).toBe(401);
    },
  );

  test('[SHR1] no object is woken by a guessed key', async () => {
    let woken = 0;
    const fake = createFakeDeps();
    const app = createApp({
      ...fake.deps,
      hub: (workspace) => {
        woken++;
        return fake.hub(workspace);
      },
    });
    const key = await mintCredential('guess', 'team', fixedBytes());
    const body = '{"events":';
    await app.request(`${ORIGIN}/v1/events`, { method: 'POST', headers: bearer(key), body });
    await app.request(`${ORIGIN}/v1/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
    expect(woken).toBe(0);
  });
});

describe('with a valid credential', () => {
  test.each(
    EVALUATED_BY_CALL.filter(([, path]) => !path.includes(':id') && !NEEDS_DATABASE.has(path)),
  )('%s %s answers, with headers that keep it private', async (method, path, scope) => {
    const { call, fake } = setUp();
    const key = await fake.keyOf('team', scope === null ? ['read'] : [scope]);
    const response = await call(method, path, bearer(key));
    expect(response.ok, await response.clone().text()).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      ...securityHeaders(ORIGIN),
    });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  test('[SHR1] of a former deploy secret it still passes', async () => {
    const { fake, call } = setUp();
    const key = await mintCredential(FORMER_SECRET, 'team', fixedBytes());
    const hash = await hashCredential(key);
    const about = { name: 'old', scopes: everyScope, user: null, device: null };
    fake.hub('team').keys.set(hash, { ...about, id: 'old', hash });
    expect((await call('GET', '/v1/status', bearer(key))).status).toBe(200);
  });

  test('[SHR7] revoking a key stops it at once, though its MAC was remembered', async () => {
    const { fake, call } = setUp();
    const key = await fake.keyOf('team', ['read']);
    expect((await call('GET', '/v1/status', bearer(key))).status).toBe(200);
    fake.hub('team').keys.clear();
    expect((await call('GET', '/v1/status', bearer(key))).status).toBe(401);
  });

  test('an unknown path is 404, a wrong method 405 with what is allowed', async () => {
    const { fake, send } = setUp();
    const headers = bearer(await fake.keyOf('team', everyScope));
    const unknown = await send('/v1/nothing', { headers });
    expect([unknown.status, (await errorOf(unknown)).code]).toEqual([404, 'not_found']);
    const wrong = await send('/v1/keys', { method: 'PUT', headers });
    expect([wrong.status, (await errorOf(wrong)).code]).toEqual([405, 'method_not_allowed']);
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await send('/v1/sessions/x', { method: 'DELETE', headers })).status).toBe(405);
  });

  test('HEAD answers as GET does, without a body', async () => {
    const { fake, send } = setUp();
    const headers = bearer(await fake.keyOf('team', ['read']));
    const response = await send('/v1/status', { method: 'HEAD', headers });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('an object that is away is 503 with Retry-After, and no surprise', async () => {
    const { fake, call } = setUp();
    const key = await fake.keyOf('team', ['ingest']);
    fake.hub('team').fault = Object.assign(new Error('reset'), { durableObjectReset: true });
    const response = await call('POST', '/v1/events', bearer(key));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(fake.reports).toEqual([]);
  });

  test('[SHR4] an unexpected failure is a bare 500 and a report', async () => {
    const { fake, call } = setUp();
    const key = await fake.keyOf('team', ['ingest']);
    fake.hub('team').fault = new Error('SQL of the hub');
    const response = await call('POST', '/v1/events', bearer(key));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/SQL|Error|\bat /);
    expect(fake.reports).toMatchObject([{ what: 'POST /v1/events' }]);
  });
});
