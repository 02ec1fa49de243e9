import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  CLOSE_CODES,
  createKeyAnswerSchema,
  createLinkAnswerSchema,
  createWorkspaceAnswerSchema,
  type Scope,
} from '@claude-monitor/protocol';
import { bootstrapToken } from '../../worker/src/domain/credential/credential.ts';
import { apiOf, eventually, usageEvent } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask, expectRefused } from '../whole/http/request.ts';
import { openSocket, Viewer } from '../whole/http/viewer.ts';
import {
  bearer,
  JSON_TYPE,
  queryOf,
  routesOf,
  UPGRADE,
  wellFormed,
  withHeaders,
} from './routes.fixture.ts';

/** Who may do what on the running project: all routes, each kind of wrong key, other pages, hosts. */

/** All that answers without a credential (rule SHR3), static files aside. */
const OPEN = ['GET /claude-monitor.tgz', 'GET /healthz', 'POST /v1/login'];

let monitor: Monitor;

beforeAll(async () => {
  monitor = await startMonitor();
});

afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

async function createKey(adminKey: string, scope: Scope) {
  const { json } = await ask(monitor, {
    method: 'POST',
    path: '/v1/keys',
    headers: { ...JSON_TYPE, ...bearer(adminKey) },
    body: JSON.stringify({ name: `a ${scope} key`, scopes: [scope] }),
  });
  return createKeyAnswerSchema.parse(json);
}

async function createLink(adminKey: string) {
  const { json } = await ask(monitor, {
    method: 'POST',
    path: '/v1/links',
    headers: { ...JSON_TYPE, ...bearer(adminKey) },
    body: '{}',
  });
  const { id, url } = createLinkAnswerSchema.parse(json);
  return { id, token: new URL(url).hash.slice(1) };
}

describe('without a credential', () => {
  test('[SHR3] every route and socket of the document answers 401, but for the open ones', async () => {
    const all = await routesOf(monitor);
    expect(all.length).toBeGreaterThan(12);
    expect(all.map(({ name }) => name)).toContain('GET /v1/live');
    expect(
      all
        .filter(({ isOpen }) => isOpen)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(OPEN);
    for (const { isOpen, request } of all) {
      if (!isOpen)
        expectRefused(await ask(monitor, request), { status: 401, code: 'unauthorized' });
    }
  });

  test.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'])(
    '[SHR3] %s below /v1 that no route has answers 401 too',
    async (method) => {
      for (const path of ['/v1/nothing', '/v1/events/x', '/v1/live/x']) {
        const request = { method, path, ...(method === 'GET' ? {} : { body: '{}' }) };
        expectRefused(await ask(monitor, request), { status: 401, code: 'unauthorized' });
      }
    },
  );
});

describe('with a wrong credential', () => {
  const changed = (key: string, part: number, to: (text: string) => string): string =>
    key
      .split('.')
      .map((text, index) => (index === part ? to(text) : text))
      .join('.');
  const lastOther = (text: string): string => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');

  test.each<[string, (key: string) => string]>([
    ['no key at all', () => 'nonsense'],
    ['a guessed key', () => `cm.local.${'A'.repeat(33)}.${'B'.repeat(13)}`],
    ['a key with another random part', (key) => changed(key, 2, lastOther)],
    ['a key with another MAC', (key) => changed(key, 3, lastOther)],
    ['a key moved to another workspace', (key) => changed(key, 1, () => 'other')],
    ['a key of 10,000 characters', (key) => key + 'A'.repeat(10_000)],
  ])('[SHR1] %s: every route answers 401', async (_, keyOf) => {
    for (const { isOpen, request } of await routesOf(monitor)) {
      if (isOpen) continue;
      const answer = await ask(monitor, withHeaders(request, bearer(keyOf(monitor.adminKey))));
      expectRefused(answer, { status: 401, code: 'unauthorized' });
    }
  });

  test.each([
    ['no scheme', 'KEY'],
    ['another scheme', 'Basic KEY'],
    ['an empty bearer', 'Bearer '],
    ['two keys', 'Bearer KEY KEY'],
  ])('[SHR3] %s is refused', async (_, form) => {
    const authorization = form.replaceAll('KEY', monitor.readKey);
    const answer = await ask(monitor, { path: '/v1/status', headers: { authorization } });
    expectRefused(answer, { status: 401, code: 'unauthorized' });
  });

  test('[SHR7] a revoked key is refused at once, and what it had opened is closed', async () => {
    const created = await createKey(monitor.adminKey, 'read');
    const viewer = new Viewer({ url: monitor.url, readKey: created.key });
    await viewer.connect();
    const login = await ask(monitor, {
      method: 'POST',
      path: '/v1/login',
      headers: JSON_TYPE,
      body: JSON.stringify({ key: created.key }),
    });
    const cookie = /^cm_session=[^;]+/.exec(login.header('set-cookie'))?.[0] ?? '';
    const status = { path: '/v1/status', headers: { cookie } };
    expect(await ask(monitor, status)).toMatchObject({ status: 200 });

    const revoked = await ask(monitor, {
      method: 'DELETE',
      path: `/v1/keys/${created.id}`,
      headers: bearer(monitor.adminKey),
    });
    expect(revoked.status).toBe(204);
    const refused = { status: 401, code: 'unauthorized' };
    expectRefused(await ask(monitor, status), refused);
    expectRefused(
      await ask(monitor, { path: '/v1/status', headers: bearer(created.key) }),
      refused,
    );
    await eventually(
      () => Promise.resolve(viewer.closes),
      (closes) => closes.includes(CLOSE_CODES.revoked.code),
    );
  });

  test('[SHR7] a key may do what its scopes say, and nothing else', async () => {
    const keys = { ingest: monitor.ingestKey, read: monitor.readKey };
    const scoped = (await routesOf(monitor)).filter(({ needs }) => needs !== null);
    expect(scoped.length).toBeGreaterThan(10);
    for (const { name, needs, request } of scoped) {
      for (const scope of ['ingest', 'read'] as const) {
        if (scope === needs) continue;
        const body = wellFormed[name] === undefined ? {} : { body: wellFormed[name] };
        const answer = await ask(
          monitor,
          withHeaders(
            { ...request, path: `${request.path ?? ''}${queryOf(name)}`, ...body },
            bearer(keys[scope]),
          ),
        );
        if (name === 'GET /v1/live') expect(answer.status).toBe(403);
        else expectRefused(answer, { status: 403, code: 'forbidden' });
      }
    }
  });
});

describe('with the token of a link', () => {
  const OF_LINKS = [
    'GET /v1/activity',
    'GET /v1/agents',
    'GET /v1/errors',
    'GET /v1/errors/groups',
    'GET /v1/graph/agents',
    'GET /v1/graph/tasks',
    'GET /v1/link',
    'GET /v1/live',
    'GET /v1/reports',
    'GET /v1/reports/preview',
    'GET /v1/reports/{id}',
    'GET /v1/sessions',
    'GET /v1/sessions/{id}',
    'GET /v1/sessions/{id}/requests',
    'GET /v1/sessions/{id}/requests.csv',
    'GET /v1/tasks',
    'GET /v1/tasks/{id}',
    'GET /v1/uptime',
    'GET /v1/usage',
    'POST /v1/link',
  ];
  /** It takes what is no JSON-RPC for no question of anybody. */
  const CHECKED_LATER = 'POST /mcp';
  /** For other credentials than those of a workspace's API. */
  const OTHER_DOORS = ['POST /v1/workspaces', 'GET /v1/acknowledge', 'POST /v1/acknowledge'];

  test('[SHR2] the routes of its list answer, and every other one refuses it', async () => {
    const { token } = await createLink(monitor.adminKey);
    const all = (await routesOf(monitor)).filter(
      ({ isOpen, name }) => !isOpen && name !== CHECKED_LATER,
    );
    expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(OF_LINKS));
    for (const { name, request } of all) {
      if (name === 'GET /v1/live') continue;
      const body = wellFormed[name] === undefined ? {} : { body: wellFormed[name] };
      const path = `${request.path ?? ''}${queryOf(name)}`;
      const answer = await ask(monitor, withHeaders({ ...request, path, ...body }, bearer(token)));
      if (OF_LINKS.includes(name)) expect([200, 404], name).toContain(answer.status);
      else if (OTHER_DOORS.includes(name))
        expectRefused(answer, { status: 401, code: 'unauthorized' });
      else expect({ name, status: answer.status }).toEqual({ name, status: 403 });
    }
  });

  test('[SHR1] [SHR7] one that was revoked, cut off, or is of another workspace opens nothing', async () => {
    const { id, token } = await createLink(monitor.adminKey);
    const revoked = await ask(monitor, {
      method: 'DELETE',
      path: `/v1/links/${id}`,
      headers: bearer(monitor.adminKey),
    });
    expect(revoked.status).toBe(204);
    const moved = (await createLink(monitor.adminKey)).token.replace(/^cm\.\w+\./, 'cm.other.');
    for (const wrong of [token, token.slice(0, -1), moved]) {
      for (const { isOpen, request } of await routesOf(monitor)) {
        if (isOpen) continue;
        const answer = await ask(monitor, withHeaders(request, bearer(wrong)));
        // Some read the body before the hub judges the caller.
        if (answer.status !== 400) expectRefused(answer, { status: 401, code: 'unauthorized' });
      }
    }
  });

  test('[SHR2] it is no login, and below its path no other credential counts', async () => {
    const { id, token } = await createLink(monitor.adminKey);
    const login = await ask(monitor, {
      method: 'POST',
      path: '/v1/login',
      headers: JSON_TYPE,
      body: JSON.stringify({ key: token }),
    });
    expectRefused(login, { status: 403, code: 'forbidden' });
    for (const headers of [bearer(monitor.adminKey), bearer(token), {}]) {
      const answer = await ask(monitor, { path: `/s/${id}/v1/sessions`, headers });
      expectRefused(answer, { status: 401, code: 'unauthorized' });
    }
  });
});

/** Bodies that pass the parser, which stands before the hub that judges the scope. */
test('[SHR8] a key of another workspace sees and changes nothing here', async () => {
  const secret = readFileSync(join(monitor.dataFolder, 'deploy-secret'), 'utf8').trim();
  const made = await ask(monitor, {
    method: 'POST',
    path: '/v1/workspaces',
    headers: { ...JSON_TYPE, ...bearer(await bootstrapToken(secret)) },
    body: '{"workspace":"other"}',
  });
  expect(made.status).toBe(201);
  const { adminKey } = createWorkspaceAnswerSchema.parse(made.json);
  const [here, other] = [
    apiOf(monitor),
    apiOf({
      url: monitor.url,
      ingestKey: (await createKey(adminKey, 'ingest')).key,
      readKey: (await createKey(adminKey, 'read')).key,
    }),
  ];
  await here.send([usageEvent('ours')]);
  await other.send([usageEvent('theirs'), usageEvent('theirs')]);
  const sessionsOf = async (api: typeof here) =>
    (await eventually(api.sessions, ({ fresh, items }) => fresh && items.length > 0)).items;
  const [ours] = await sessionsOf(here);
  expect((await sessionsOf(other)).map(({ sessionId }) => sessionId)).toEqual(['theirs']);
  expect((await here.usage()).totals.requests).toBe(1);
  expect((await other.usage()).totals.requests).toBe(2);

  const otherReads = (path: string, key: string) => ask(monitor, { path, headers: bearer(key) });
  expectRefused(await otherReads(`/v1/sessions/${ours?.id ?? ''}`, adminKey), {
    status: 404,
    code: 'not_found',
  });
  expect(await otherReads(`/v1/events?session=${ours?.id ?? ''}`, adminKey)).toMatchObject({
    status: 200,
    json: { items: [] },
  });
  const ourKey = await createKey(monitor.adminKey, 'read');
  expectRefused(
    await ask(monitor, {
      method: 'DELETE',
      path: `/v1/keys/${ourKey.id}`,
      headers: bearer(adminKey),
    }),
    { status: 404, code: 'not_found' },
  );
});

describe('[SHR6] other pages and other names', () => {
  test.each([
    ['a foreign Host', { host: 'evil.example' }, 'bad_host'],
    ['our Host with another port', { host: '127.0.0.1:1' }, 'bad_host'],
    ['a foreign Origin', { origin: 'https://evil.example' }, 'bad_origin'],
    ['the Origin of a file', { origin: 'null' }, 'bad_origin'],
    ['an Origin of our name and another port', { origin: 'http://127.0.0.1:1' }, 'bad_origin'],
  ])('%s: every route answers 403, with a good key', async (_, headers, code) => {
    for (const { request } of await routesOf(monitor)) {
      const answer = await ask(
        monitor,
        withHeaders(request, { ...bearer(monitor.adminKey), ...headers }),
      );
      expectRefused(answer, { status: 403, code });
    }
  });

  test('a login opens a socket only with the exact Origin', async () => {
    const login = await ask(monitor, {
      method: 'POST',
      path: '/v1/login',
      headers: { ...JSON_TYPE, origin: monitor.url },
      body: JSON.stringify({ key: monitor.readKey }),
    });
    expect(login.header('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/i);
    const cookie = /^cm_session=[^;]+/.exec(login.header('set-cookie'))?.[0] ?? '';
    const upgrade = { path: '/v1/live', headers: { ...UPGRADE, cookie } };
    expectRefused(await ask(monitor, upgrade), { status: 403, code: 'bad_origin' });
    expectRefused(await ask(monitor, withHeaders(upgrade, { origin: 'https://evil.example' })), {
      status: 403,
      code: 'bad_origin',
    });
    const socket = openSocket(monitor, { headers: { cookie, origin: monitor.url } });
    await new Promise((resolve, reject) => {
      socket.onmessage = resolve;
      socket.onclose = reject;
    });
    socket.onclose = null;
    socket.close();
  });
});
