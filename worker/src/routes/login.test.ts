import { describe, expect, test } from 'vitest';
import { hashCredential } from '../domain/credential/credential.ts';
import { errorOf, setUp } from '../testing/app.fixture.ts';
import { ORIGIN } from '../testing/deps.fixture.ts';

describe('/v1/login and the cookie', () => {
  async function logIn() {
    const { fake, send, call, app } = setUp();
    const key = await fake.keyOf('team', ['read', 'ingest']);
    const response = await send('/v1/login', { method: 'POST', body: JSON.stringify({ key }) });
    const cookie = (response.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
    return { fake, send, call, app, key, response, cookie };
  }

  test('[SHR3] gives a cookie that scripts and other sites can not use', async () => {
    const { response } = await logIn();
    expect(await response.json()).toEqual({ workspace: 'team', scopes: ['read', 'ingest'] });
    expect(response.headers.get('set-cookie')).toMatch(
      /^cm_session=cm\.team\.\w+\.\w+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test('[SHR3] over https the cookie is Secure, and of this host only', async () => {
    const { app, key } = await logIn();
    const response = await app.request('https://monitor.test/v1/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });
    const set = response.headers.get('set-cookie') ?? '';
    expect(set).toMatch(
      /^__Host-cm_session=cm\.team\..+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const value = set.split(';', 1)[0]?.replace('__Host-', '') ?? '';
    const status = async (cookie: string) =>
      (await app.request('https://monitor.test/v1/status', { headers: { cookie } })).status;
    expect(await status(`__Host-${value}`)).toBe(200);
    // What a neighbour below the same domain can set.
    expect(await status(value)).toBe(401);
  });

  test('[SHR7] the hub gets the hash of the cookie, not the cookie', async () => {
    const { fake, cookie } = await logIn();
    const value = cookie.replace('cm_session=', '');
    expect([...fake.hub('team').cookies.keys()]).toEqual([await hashCredential(value)]);
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

  test.each([
    ['same-origin', 200],
    ['none', 200],
    ['same-site', 403],
    ['cross-site', 403],
  ])('[SHR6] a read by a page that is %s gets %d', async (site, status) => {
    const { call, cookie, key } = await logIn();
    const headers = { cookie, 'sec-fetch-site': site };
    expect((await call('GET', '/v1/status', headers)).status).toBe(status);
    const withKey = { authorization: `Bearer ${key}`, 'sec-fetch-site': site };
    expect((await call('GET', '/v1/status', withKey)).status).toBe(200);
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
    const { fake, send } = setUp();
    const unknown = JSON.stringify({ key: await fake.unknownKeyOf('team') });
    expect((await send('/v1/login', { method: 'POST', body: unknown })).status).toBe(401);
    const blind = JSON.stringify({ key: await fake.keyOf('team', ['ingest']) });
    const response = await send('/v1/login', { method: 'POST', body: blind });
    expect(response.status).toBe(403);
    expect(response.headers.has('set-cookie')).toBe(false);
  });
});
