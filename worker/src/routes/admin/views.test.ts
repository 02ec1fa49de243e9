import { auditAnswerSchema, LIMITS, viewSchema, viewsAnswerSchema } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { createApp } from '../../app.ts';
import { framePass } from '../../http/frame-pass.ts';
import { createFakeDeps, ORIGIN, SECRET } from '../../testing/deps.fixture.ts';
import { ask, browserOf, newTeam, post, workOf } from '../../testing/links.fixture.ts';

const FAILED = { name: 'Failed last week', page: '/sessions', query: 'range=7d&outcome=failed' };

describe('saved views', () => {
  const listOf = async (key: string) => {
    const answer = await ask('/v1/views', { bearer: key });
    return viewsAnswerSchema.parse(await answer.json()).items;
  };

  test('are of the whole workspace, one of a name, and each change is in the audit log', async () => {
    const { key, adminKey } = await newTeam();
    const saved = viewSchema.parse(await (await post('/v1/views', adminKey, FAILED)).json());
    await post('/v1/views', adminKey, { ...FAILED, name: 'A dear one', query: 'minCost=5000000' });
    const again = { ...FAILED, query: 'range=30d&outcome=failed' };
    expect(await (await post('/v1/views', adminKey, again)).json()).toMatchObject({ id: saved.id });
    const all = await listOf(key);
    expect(all.map(({ name, query }) => [name, query])).toEqual([
      ['A dear one', 'minCost=5000000'],
      [FAILED.name, again.query],
    ]);
    const gone = await ask(`/v1/views/${saved.id}`, { method: 'DELETE', bearer: adminKey });
    expect(gone.status).toBe(204);
    expect(await listOf(key)).toHaveLength(1);
    const audit = auditAnswerSchema.parse(
      await (await ask('/v1/audit', { bearer: adminKey })).json(),
    );
    const kinds = audit.items.map(({ kind }) => kind).filter((kind) => kind.startsWith('view'));
    expect(kinds).toEqual(['view_deleted', 'view_saved', 'view_saved', 'view_saved']);
  });

  test('are saved by admins, seen by keys that read, and no link sees them', async () => {
    const { key, adminKey, share } = await newTeam();
    expect((await post('/v1/views', key, FAILED)).status).toBe(403);
    const viewer = await browserOf((await share()).token);
    expect((await viewer.get('/v1/views')).status).toBe(403);
    expect((await ask('/v1/views/none', { method: 'DELETE', bearer: adminKey })).status).toBe(404);
  });

  test.each([
    [{ ...FAILED, page: 'https://example.com' }, 'page'],
    [{ ...FAILED, query: 'a=b#key=c' }, 'query'],
    [{ ...FAILED, name: '  ' }, 'name'],
    [{ ...FAILED, query: 'q='.padEnd(LIMITS.viewQueryLength + 1, 'x') }, 'query'],
  ])('of anything but a page of the dashboard are refused: %j', async (body, path) => {
    const { adminKey } = await newTeam();
    const answer = await post('/v1/views', adminKey, body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'invalid_body', path } });
  });

  test('are bounded', async () => {
    const { adminKey } = await newTeam();
    for (let count = 0; count < LIMITS.viewsPerWorkspace; count++) {
      await post('/v1/views', adminKey, { ...FAILED, name: `view ${String(count)}` });
    }
    const answer = await post('/v1/views', adminKey, FAILED);
    expect(await answer.json()).toMatchObject({ error: { code: 'conflict' } });
  });

  test('[STO10] that name a deleted user are deleted with that user', async () => {
    const { key, adminKey } = await newTeam();
    await post('/v1/views', adminKey, { ...FAILED, name: 'of ana', query: 'user=ana%40x.dev' });
    await post('/v1/views', adminKey, FAILED);
    await post('/v1/deletions', adminKey, { kind: 'user', user: 'ana@x.dev' });
    expect((await listOf(key)).map(({ name }) => name)).toEqual([FAILED.name]);
  });
});

describe('[SHR2] a link that opens on a view', () => {
  test('says so to who opens it', async () => {
    const { share } = await newTeam();
    const opens = { page: '/sessions', query: 'range=7d&outcome=failed' };
    const { view } = await browserOf((await share({ opens })).token);
    expect(view.opens).toEqual(opens);
  });

  test.each(['user=ana', 'agent=a', 'project=p', 'q=deploy', 'label=team:core', 'model=own'])(
    'is refused where it hides what the view names: %s',
    async (query) => {
      const { adminKey } = await newTeam();
      const body = { opens: { page: '/sessions', query } };
      const answer = await post('/v1/links', adminKey, body);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { path: 'opens.query' } });
      const open = await post('/v1/links', adminKey, { ...body, isRedacted: false });
      expect(open.status).toBe(201);
    },
  );
});

describe('[SHR2] a link in a frame', () => {
  const frameOrigins = ['https://wiki.example.com', 'http://localhost:3000'];
  const app = createApp(createFakeDeps().deps);
  const policyOf = async (path: string) => {
    const { headers } = await app.request(`${ORIGIN}${path}`, { headers: { accept: 'text/html' } });
    return [headers.get('content-security-policy'), headers.get('x-frame-options')];
  };

  test('has an address for the frame, and a cookie that is kept in one', async () => {
    const { share } = await newTeam();
    const { id, frameUrl, token } = await share({ frameOrigins });
    const { pathname, searchParams, hash } = new URL(frameUrl ?? '');
    expect([pathname, hash]).toEqual([`/s/${id}`, `#${token}`]);
    expect(searchParams.get('frame')).toBe(frameOrigins.join(' '));
    const { setCookie } = await browserOf(token);
    for (const part of ['SameSite=None', 'Secure', 'Partitioned', 'HttpOnly']) {
      expect(setCookie).toContain(part);
    }
    const other = await share();
    expect(other.frameUrl).toBeNull();
    expect((await browserOf(other.token)).setCookie).toContain('SameSite=Strict');
  });

  test('is for the sites that its maker chose, and for nobody by another address', async () => {
    const path = `/s/abc?${await framePass(SECRET, { link: 'abc', origins: frameOrigins })}`;
    expect(await policyOf(path)).toEqual([`frame-ancestors ${frameOrigins.join(' ')}`, null]);
    for (const changed of [
      path.replace('wiki', 'evil'),
      path.replace(/sig=.*/, 'sig=AAAAAAAAAAAAA'),
      path.replace('/s/abc', '/s/other'),
      path.replace('/s/abc', '/'),
      '/s/abc',
    ]) {
      const [policy] = await policyOf(changed);
      expect(policy ?? '').not.toContain('example.com');
    }
  });

  test.each([
    '*',
    'https://*',
    'http://example.com',
    'https://x.com/path',
    "'self'",
    'https://a.b; x',
  ])('takes no %s', async (origin) => {
    const { adminKey } = await newTeam();
    const answer = await post('/v1/links', adminKey, { frameOrigins: [origin] });
    expect(answer.status).toBe(400);
  });
});

test('a link with neither works as ever', async () => {
  const { send, share } = await newTeam();
  await send(workOf('dex'));
  const { view, get } = await browserOf((await share()).token);
  expect(view.opens).toBeNull();
  expect((await get('/v1/sessions')).status).toBe(200);
});
