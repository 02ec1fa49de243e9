import { describe, expect, test } from 'vitest';
import {
  createKeyAnswerSchema,
  createWorkspaceAnswerSchema,
  errorBodySchema,
  LIMITS,
  type Scope,
} from '@claude-monitor/protocol';
import { createApp } from './app.ts';
import { bootstrapToken, hashCredential, mintCredential } from './domain/credential.ts';
import { CREDENTIAL_HEADER } from './hub/rpc.ts';
import { createFakeWorld, FORMER_SECRET, ORIGIN, SECRET } from './routes/fake-world.ts';

const OPEN_ROUTES = [
  'GET /healthz',
  'GET /openapi.json',
  'GET /claude-monitor.tgz',
  'POST /v1/login',
];

/** Every route that needs a credential, and the scope its hub asks for. */
const ROUTES: [method: string, path: string, scope: Scope | null][] = [
  ['POST', '/v1/events', 'ingest'],
  ['GET', '/v1/live', 'read'],
  ['POST', '/v1/logout', null],
  ['GET', '/v1/keys', 'admin'],
  ['POST', '/v1/keys', 'admin'],
  ['DELETE', '/v1/keys/:id', 'admin'],
  ['GET', '/v1/sessions', 'read'],
  ['GET', '/v1/sessions/:id', 'read'],
  ['GET', '/v1/tasks', 'read'],
  ['GET', '/v1/usage', 'read'],
  ['GET', '/v1/errors', 'read'],
  ['GET', '/v1/events', 'read'],
  ['GET', '/v1/status', 'read'],
  ['GET', '/metrics', 'read'],
];

const BODIES: Record<string, object> = {
  'POST /v1/events': { events: [] },
  'POST /v1/keys': { name: 'laptop', scopes: ['ingest'] },
};

/** The live route is judged by the hub's `fetch`, which the fake does not imitate. */
const JUDGED_BY_CALL = ROUTES.filter(([, path]) => path !== '/v1/live');

const everyScope: Scope[] = ['ingest', 'read', 'admin'];

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

function setUp() {
  const world = createFakeWorld();
  const app = createApp(world.deps);
  const send = async (path: string, { method = 'GET', headers = {}, body }: Sent = {}) =>
    await app.request(
      new Request(ORIGIN + path, {
        method,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    );
  const call = async (method: string, path: string, headers: Record<string, string>) => {
    const body = BODIES[`${method} ${path}`];
    const target = `${path.replace(':id', 'some-id')}${path === '/v1/events' && method === 'GET' ? '?session=s' : ''}`;
    return await send(target, {
      method,
      headers: path === '/v1/live' ? { upgrade: 'websocket', ...headers } : headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  return { world, app, send, call };
}

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

async function errorOf(response: Response) {
  return errorBodySchema.parse(await response.json()).error;
}

describe('without a valid credential', () => {
  const wrong: [name: string, headers: () => Promise<Record<string, string>>][] = [
    ['missing', async () => await Promise.resolve({})],
    ['garbage', async () => await Promise.resolve(bearer('garbage'))],
    ['of another scheme', async () => await Promise.resolve({ authorization: 'Basic YTpi' })],
    ['with a wrong MAC', async () => bearer(await mintCredential('guess', 'team', seven()))],
    [
      'a cookie with a wrong MAC',
      async () => ({
        cookie: `cm_session=${await mintCredential('guess', 'team', seven())}`,
        origin: ORIGIN,
      }),
    ],
    [
      'ours, but unknown to the hub',
      async () => bearer(await mintCredential(SECRET, 'team', seven())),
    ],
    ['the bootstrap token', async () => bearer(await bootstrapToken(SECRET))],
  ];
  for (const [name, headers] of wrong) {
    const routes = name.includes('unknown') ? JUDGED_BY_CALL : ROUTES;
    test.each(routes)(`[SHR1] [SHR3] ${name}: %s %s is 401`, async (method, path) => {
      const { call, world } = setUp();
      await world.keyOf('team', everyScope);
      const response = await call(method, path, await headers());
      expect(response.status).toBe(401);
      expect((await errorOf(response)).code).toBe('unauthorized');
    });
  }

  test.each(JUDGED_BY_CALL)(
    '[SHR7] a key of another workspace sees only its own: %s %s',
    async (method, path) => {
      const { call, world } = setUp();
      const key = await world.keyOf('other', everyScope);
      await world.keyOf('team', everyScope);
      await call(method, path, bearer(key));
      expect(world.hub('team').ingested).toEqual([]);
      expect(world.hub('team').keys.size).toBe(1);
    },
  );

  test.each(JUDGED_BY_CALL.filter(([, , scope]) => scope !== null))(
    '[SHR7] %s %s is 403 without the scope %s',
    async (method, path, scope) => {
      const { call, world } = setUp();
      const key = await world.keyOf(
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
    const world = createFakeWorld();
    const app = createApp({
      ...world.deps,
      hub: (workspace) => {
        woken++;
        return world.hub(workspace);
      },
    });
    const key = await mintCredential('guess', 'team', seven());
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
  test.each(JUDGED_BY_CALL.filter(([, path]) => !path.includes(':id') && path !== '/v1/usage'))(
    '%s %s answers, with headers that keep it private',
    async (method, path, scope) => {
      const { call, world } = setUp();
      const key = await world.keyOf('team', scope === null ? ['read'] : [scope]);
      const response = await call(method, path, bearer(key));
      expect(response.ok, await response.clone().text()).toBe(true);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(response.headers.has('access-control-allow-origin')).toBe(false);
    },
  );

  test('[SHR1] of a former deploy secret it still passes', async () => {
    const { world, call } = setUp();
    const key = await mintCredential(FORMER_SECRET, 'team', seven());
    const hash = await hashCredential(key);
    const about = { name: 'old', scopes: everyScope, user: null, device: null };
    world.hub('team').keys.set(hash, { ...about, id: 'old', hash });
    expect((await call('GET', '/v1/status', bearer(key))).status).toBe(200);
  });

  test('[SHR7] revoking a key stops it at once, though its MAC was remembered', async () => {
    const { world, call } = setUp();
    const key = await world.keyOf('team', ['read']);
    expect((await call('GET', '/v1/status', bearer(key))).status).toBe(200);
    world.hub('team').keys.clear();
    expect((await call('GET', '/v1/status', bearer(key))).status).toBe(401);
  });

  test('an unknown path is 404, a wrong method 405 with what is allowed', async () => {
    const { world, send } = setUp();
    const headers = bearer(await world.keyOf('team', everyScope));
    const unknown = await send('/v1/nothing', { headers });
    expect([unknown.status, (await errorOf(unknown)).code]).toEqual([404, 'not_found']);
    const wrong = await send('/v1/keys', { method: 'PUT', headers });
    expect([wrong.status, (await errorOf(wrong)).code]).toEqual([405, 'method_not_allowed']);
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, POST');
    expect((await send('/v1/sessions/x', { method: 'DELETE', headers })).status).toBe(405);
  });

  test('HEAD answers as GET does, without a body', async () => {
    const { world, send } = setUp();
    const headers = bearer(await world.keyOf('team', ['read']));
    const response = await send('/v1/status', { method: 'HEAD', headers });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });

  test('an object that is away is 503 with Retry-After, and no surprise', async () => {
    const { world, call } = setUp();
    const key = await world.keyOf('team', ['ingest']);
    world.hub('team').fault = Object.assign(new Error('reset'), { durableObjectReset: true });
    const response = await call('POST', '/v1/events', bearer(key));
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    expect(world.reports).toEqual([]);
  });

  test('[SHR4] an unexpected failure is a bare 500 and a report', async () => {
    const { world, call } = setUp();
    const key = await world.keyOf('team', ['ingest']);
    world.hub('team').fault = new Error('SQL of the hub');
    const response = await call('POST', '/v1/events', bearer(key));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toMatch(/SQL|Error|\bat /);
    expect(world.reports).toMatchObject([{ what: 'POST /v1/events' }]);
  });
});

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

describe('/v1/login and the cookie', () => {
  async function logIn() {
    const { world, send, call, app } = setUp();
    const key = await world.keyOf('team', ['read', 'ingest']);
    const response = await send('/v1/login', { method: 'POST', body: JSON.stringify({ key }) });
    const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    return { world, send, call, app, key, response, cookie };
  }

  test('[SHR3] gives a cookie that scripts and other sites can not use', async () => {
    const { response } = await logIn();
    expect(await response.json()).toEqual({ workspace: 'team', scopes: ['read', 'ingest'] });
    expect(response.headers.get('set-cookie')).toMatch(
      /^cm_session=cm\.team\.\w+\.\w+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test('the cookie is Secure over https', async () => {
    const { app, key } = await logIn();
    const response = await app.request('https://monitor.test/v1/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
    expect(response.headers.get('set-cookie')).toContain('; Secure');
  });

  test('[SHR7] the hub gets the hash of the cookie, not the cookie', async () => {
    const { world, cookie } = await logIn();
    const value = cookie.replace('cm_session=', '');
    expect([...world.hub('team').cookies.keys()]).toEqual([await hashCredential(value)]);
  });

  test('reads need no Origin; what changes something, and live, do', async () => {
    const { call, cookie } = await logIn();
    expect((await call('GET', '/v1/status', { cookie })).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/v1/events'],
      ['POST', '/v1/logout'],
      ['GET', '/v1/live'],
    ] as const) {
      const response = await call(method, path, { cookie });
      expect([path, response.status, (await errorOf(response)).code]).toEqual([
        path,
        403,
        'bad_origin',
      ]);
    }
    expect((await call('POST', '/v1/events', { cookie, origin: ORIGIN })).status).toBe(202);
    expect((await call('GET', '/v1/live', { cookie, origin: ORIGIN })).status).toBe(200);
  });

  test('logging out ends the cookie and takes it back', async () => {
    const { call, cookie } = await logIn();
    const response = await call('POST', '/v1/logout', { cookie, origin: ORIGIN });
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(/^cm_session=; Max-Age=0; Path=\//);
    expect((await call('GET', '/v1/status', { cookie })).status).toBe(401);
  });

  test.each([
    ['{', 400, 'invalid_json'],
    ['{}', 400, 'invalid_body'],
    ['{"key":7}', 400, 'invalid_body'],
    ['{"key":""}', 400, 'invalid_body'],
    ['[]', 400, 'invalid_body'],
    [JSON.stringify({ key: 'k'.repeat(10_000) }), 400, 'invalid_body'],
    [JSON.stringify({ key: 'k'.repeat(100_000) }), 413, 'body_too_large'],
    ['{"key":"garbage"}', 401, 'unauthorized'],
  ])('refuses %.30s', async (body, status, code) => {
    const response = await setUp().send('/v1/login', { method: 'POST', body });
    expect([response.status, (await errorOf(response)).code]).toEqual([status, code]);
  });

  test('[SHR7] refuses a key that the hub does not know, and one that may not read', async () => {
    const { world, send } = setUp();
    const unknown = JSON.stringify({ key: await world.unknownKeyOf('team') });
    expect((await send('/v1/login', { method: 'POST', body: unknown })).status).toBe(401);
    const blind = JSON.stringify({ key: await world.keyOf('team', ['ingest']) });
    const response = await send('/v1/login', { method: 'POST', body: blind });
    expect(response.status).toBe(403);
    expect(response.headers.has('set-cookie')).toBe(false);
  });
});

describe('/v1/workspaces and /v1/keys', () => {
  const create = async (
    { send }: ReturnType<typeof setUp>,
    token: string,
    body: unknown = { workspace: 'team' },
  ) =>
    await send('/v1/workspaces', {
      method: 'POST',
      headers: bearer(token),
      body: JSON.stringify(body),
    });

  test('[SHR8] the bootstrap token makes a workspace, then further admin keys of it', async () => {
    const running = setUp();
    const token = await bootstrapToken(SECRET);
    const first = await create(running, token);
    expect(first.status).toBe(201);
    expect(await first.json()).toMatchObject({ workspace: 'team', created: true });
    const second = createWorkspaceAnswerSchema.parse(await (await create(running, token)).json());
    expect(second).toMatchObject({ created: false });
    const listed = await running.send('/v1/keys', { headers: bearer(second.adminKey) });
    expect(await listed.json()).toMatchObject({
      items: [{ scopes: ['read', 'admin'] }, { scopes: ['read', 'admin'] }],
    });
  });

  test('[SHR8] nothing else does: no admin key, no former secret, no part of the token', async () => {
    const running = setUp();
    const token = await bootstrapToken(SECRET);
    const others = [
      await running.world.keyOf('team', everyScope),
      await bootstrapToken(FORMER_SECRET),
      token.slice(1),
      `${token}x`,
      '',
    ];
    for (const other of others) expect((await create(running, other)).status).toBe(401);
  });

  test.each([
    [{}],
    [{ workspace: '' }],
    [{ workspace: 'a b' }],
    [{ workspace: 'x'.repeat(41) }],
    [7],
  ])('refuses %j and names the field', async (body) => {
    const response = await create(setUp(), await bootstrapToken(SECRET), body);
    expect([response.status, (await errorOf(response)).code]).toEqual([400, 'invalid_body']);
  });

  test('a key is made, works for its scope, is listed without itself, and revoked', async () => {
    const { world, send, call } = setUp();
    const headers = bearer(await world.keyOf('team', ['admin']));
    const body = JSON.stringify({ name: 'ci', scopes: ['ingest', 'ingest'], user: 'ann' });
    const made = await send('/v1/keys', { method: 'POST', headers, body });
    expect(made.status).toBe(201);
    const { key, id, ...rest } = createKeyAnswerSchema.parse(await made.json());
    expect(rest).toMatchObject({ name: 'ci', scopes: ['ingest'], user: 'ann', device: null });
    expect((await call('POST', '/v1/events', bearer(key))).status).toBe(202);
    const list = await (await send('/v1/keys', { headers })).text();
    expect(list).toContain(id);
    expect(list).not.toContain(key);
    expect((await send(`/v1/keys/${id}`, { method: 'DELETE', headers })).status).toBe(204);
    expect((await call('POST', '/v1/events', bearer(key))).status).toBe(401);
    expect((await send(`/v1/keys/${id}`, { method: 'DELETE', headers })).status).toBe(404);
  });

  test.each([
    [{ scopes: ['ingest'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes[0]'],
    [{ name: 'x'.repeat(LIMITS.nameLength + 1), scopes: ['read'] }, 'name'],
    [{ name: 'x', scopes: ['read'], user: 7 }, 'user'],
  ])('a new key of %j is refused at %s', async (body, path) => {
    const { world, send } = setUp();
    const headers = bearer(await world.keyOf('team', ['admin']));
    const response = await send('/v1/keys', {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_body', path });
  });
});

describe('/v1/live', () => {
  test('[SHR7] hands the upgrade to the hub with the hash in place of the credential', async () => {
    const { world, send } = setUp();
    const key = await world.keyOf('team', ['read']);
    await send('/v1/live?cursor=c1', {
      headers: {
        ...bearer(key),
        upgrade: 'websocket',
        [CREDENTIAL_HEADER]: 'forged',
        cookie: 'a=b',
      },
    });
    const [request] = world.hub('team').upgrades;
    expect(request?.headers.get(CREDENTIAL_HEADER)).toBe(await hashCredential(key));
    expect(request?.headers.has('authorization')).toBe(false);
    expect(request?.headers.has('cookie')).toBe(false);
    expect(request?.headers.get('upgrade')).toBe('websocket');
    expect(request?.url).toBe(`${ORIGIN}/v1/live?cursor=c1`);
  });

  test('is 426 without an upgrade', async () => {
    const { world, send } = setUp();
    const response = await send('/v1/live', {
      headers: bearer(await world.keyOf('team', ['read'])),
    });
    expect([response.status, (await errorOf(response)).code]).toEqual([426, 'upgrade_required']);
  });
});

const seven = (): Uint8Array => new Uint8Array(24).fill(7);
