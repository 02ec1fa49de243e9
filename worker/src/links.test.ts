import { describe, expect, test } from 'vitest';
import {
  auditAnswerSchema,
  CLOSE_CODES,
  errorBodySchema,
  errorsAnswerSchema,
  LIMITS,
  linksAnswerSchema,
  sessionAnswerSchema,
  sessionsAnswerSchema,
  taskGraphAnswerSchema,
  tasksAnswerSchema,
  usageAnswerSchema,
} from '@claude-monitor/protocol';
import { mintCredential, CREDENTIAL_RANDOM_BYTES } from './domain/credential/credential.ts';
import {
  ask,
  browserOf,
  newTeam,
  openLink,
  ORIGIN,
  post,
  workOf,
} from './testing/links.fixture.ts';
import { TEST_DEPLOY_SECRET } from '../../tests/setup/secret.ts';

const listLinks = async (adminKey: string) =>
  linksAnswerSchema.parse(await (await ask('/v1/links', { bearer: adminKey })).json()).items;

const auditOf = async (adminKey: string) =>
  auditAnswerSchema
    .parse(await (await ask('/v1/audit', { bearer: adminKey })).json())
    .items.map(({ kind, by, name }) => ({ kind, by, name }));

describe('a link of the workspace', () => {
  test('[SHR2] is live and redacted; its cookie is for its own path only', async () => {
    const team = await newTeam();
    const { token, id, isRedacted } = await team.share();
    expect(isRedacted).toBe(true);
    const browser = await browserOf(token);
    expect(browser.setCookie).toMatch(/HttpOnly/i);
    expect(browser.setCookie).toMatch(/SameSite=Strict/i);
    expect(browser.setCookie).toContain(`Path=/s/${id}`);
    const viewer = await browser.watch();
    await team.send([...workOf('billing'), ...workOf('search')]);
    await viewer.until(({ sessions }) => sessions.size === 2);
    const text = JSON.stringify(viewer.frames);
    for (const name of ['billing', 'search']) expect(text).not.toContain(name);
    expect([...viewer.sessions.values()][0]?.agentName).toMatch(/^Agent [0-9a-z]{6}$/);
    expect(viewer.totals?.all.sessions).toBe(2);
    const [task] = viewer.tasks.values();
    const lines = viewer.frames.flatMap((frame) => ('lines' in frame ? (frame.lines ?? []) : []));
    expect(lines.find(({ kind }) => kind === 'task_started')?.subject).toBe(task?.taskId);
    viewer.close();
  });

  test('[SHR2] shows by name what its maker ticked, and no more', async () => {
    const team = await newTeam();
    await team.send(workOf('billing'));
    const browser = await browserOf((await team.share({ shows: ['agents', 'tasks'] })).token);
    const { items } = sessionsAnswerSchema.parse(await (await browser.get('/v1/sessions')).json());
    expect(items[0]).toMatchObject({
      agentName: 'billing-agent',
      currentTask: { taskId: 'billing-T1', description: 'billing must be done' },
    });
    expect(items[0]?.project).toMatch(/^Project /);
    expect(items[0]?.sessionId).toMatch(/^Session /);
    expect(items[0]?.lastError).toMatchObject({ message: '' });
  });

  test('[SHR2] that is not redacted says what the team sees, but no raw event', async () => {
    const team = await newTeam();
    await team.send(workOf('billing'));
    const browser = await browserOf((await team.share({ isRedacted: false })).token);
    const { items } = sessionsAnswerSchema.parse(await (await browser.get('/v1/sessions')).json());
    expect(items[0]).toMatchObject({
      sessionId: 'billing-1',
      lastError: { message: 'billing broke' },
    });
    expect((await browser.get('/v1/events?session=billing-1')).status).toBe(403);
  });

  test('[SHR2] answers no question by a name that it hides: not even whether there is one', async () => {
    const team = await newTeam();
    await team.send(workOf('billing'));
    const browser = await browserOf((await team.share()).token);
    for (const path of [
      '/v1/sessions?agent=billing-agent',
      '/v1/sessions?project=billing',
      '/v1/sessions?user=nobody',
      '/v1/tasks?project=billing',
    ]) {
      expect((await browser.get(path)).status, path).toBe(403);
    }
    expect((await browser.get('/v1/sessions/billing-1')).status).toBe(404);
    expect((await browser.get('/v1/graph/tasks?project=billing')).status).toBe(404);
    const tasks = await browser.get('/v1/tasks?session=billing-1');
    expect(tasksAnswerSchema.parse(await tasks.json()).items).toEqual([]);
    const graph = taskGraphAnswerSchema.parse(await (await browser.get('/v1/graph/tasks')).json());
    expect(graph.project).toMatch(/^Project /);
    const again = await browser.get(
      `/v1/graph/tasks?project=${encodeURIComponent(graph.project ?? '')}`,
    );
    expect(taskGraphAnswerSchema.parse(await again.json()).tasks).toEqual(graph.tasks);
  });
});

describe('a link of a project', () => {
  test('[HUB5] is sent nothing of another project, and no sums of the workspace', async () => {
    const team = await newTeam();
    await team.send(workOf('search'));
    const link = await team.share({
      scope: { kind: 'project', project: 'billing' },
      isRedacted: false,
    });
    const viewer = await (await browserOf(link.token)).watch();
    await viewer.until(({ position }) => position !== null);
    expect(viewer.sessions.size).toBe(0);
    await team.send(workOf('search', 'search-2'));
    await team.send(workOf('billing'));
    await viewer.until(({ sessions }) => sessions.size === 1);
    expect(viewer.missed).toBe(0);
    expect(viewer.totals).toBeUndefined();
    expect([...viewer.tasks.values()].map(({ taskId }) => taskId)).toEqual(['billing-T1']);
    const text = JSON.stringify(viewer.frames);
    expect(text).toContain('billing');
    expect(text).not.toContain('search');
    expect(text).not.toContain('"series":[{');
    viewer.close();
  });

  test('[HUB5] is sent that a session is gone when it leaves the project', async () => {
    const team = await newTeam();
    await team.send(workOf('billing'));
    const { token } = await team.share({ scope: { kind: 'project', project: 'billing' } });
    const viewer = await (await browserOf(token)).watch();
    await viewer.until(({ sessions }) => sessions.size === 1);
    const [id = ''] = viewer.sessions.keys();
    await team.send([{ type: 'session.start', sessionId: 'billing-1', project: 'search' }]);
    await viewer.until(({ sessions }) => sessions.size === 0);
    expect(JSON.stringify(viewer.frames.at(-1))).toContain(id);
    viewer.close();
  });

  test('[HUB5] history, graphs and sums are of that project only', async () => {
    const team = await newTeam();
    await team.send([...workOf('billing'), ...workOf('search')]);
    const { token } = await team.share({
      scope: { kind: 'project', project: 'billing' },
      isRedacted: false,
    });
    const { get } = await browserOf(token);
    const json = async (path: string): Promise<unknown> => (await get(path)).json();
    const { items } = sessionsAnswerSchema.parse(await json('/v1/sessions?project=search'));
    expect(items.map(({ sessionId }) => sessionId)).toEqual(['billing-1']);
    for (const path of [
      '/v1/tasks',
      '/v1/tasks?project=search',
      '/v1/errors',
      '/v1/graph/tasks?project=search',
      '/v1/graph/agents?project=search',
      '/v1/usage?groupBy=agent',
      '/v1/usage?groupBy=project',
      '/v1/usage?groupBy=session',
      '/v1/activity?groupBy=project',
      '/v1/sessions/billing-1',
    ]) {
      const text = JSON.stringify(await json(path));
      expect(text, path).toContain('billing');
      expect(text, path).not.toContain('search');
    }
    const usage = usageAnswerSchema.parse(await json('/v1/usage'));
    expect(usage.totals).toMatchObject({ inputTokens: 5, outputTokens: 7 });
    const other = usageAnswerSchema.parse(await json('/v1/usage?session=search-1'));
    expect(other.totals.requests).toBe(0);
    expect((await get('/v1/sessions/search-1')).status).toBe(404);
    const errors = errorsAnswerSchema.parse(await json('/v1/errors?session=search-1'));
    expect(errors.items).toEqual([]);
  });
});

describe('a link of a session', () => {
  test('[HUB5] shows that session, whatever else the project does', async () => {
    const team = await newTeam();
    await team.send([...workOf('billing'), ...workOf('search')]);
    const link = await team.share({
      scope: { kind: 'session', session: 'billing-1' },
      isRedacted: false,
    });
    const browser = await browserOf(link.token);
    expect(browser.view).toMatchObject({ kind: 'session' });
    const viewer = await browser.watch();
    await viewer.until(({ sessions }) => sessions.size === 1);
    await team.send(workOf('search', 'search-2'));
    await team.send([
      {
        type: 'task.progress',
        sessionId: 'billing-1',
        project: 'billing',
        taskId: 'billing-T1',
        progress: 0.5,
      },
    ]);
    await viewer.until(({ tasks }) => [...tasks.values()][0]?.progress === 0.5);
    expect(JSON.stringify(viewer.frames)).not.toContain('search');
    viewer.close();
    const answer = await browser.get(`/v1/sessions/${browser.view.session ?? ''}`);
    const { session, detail } = sessionAnswerSchema.parse(await answer.json());
    expect(session.sessionId).toBe('billing-1');
    expect(detail).not.toBeNull();
    const list = sessionsAnswerSchema.parse(await (await browser.get('/v1/sessions')).json());
    expect(list.items).toHaveLength(1);
    expect((await browser.get('/v1/sessions/search-1')).status).toBe(404);
    expect((await browser.get('/v1/graph/agents')).status).toBe(403);
    expect((await browser.get('/v1/activity')).status).toBe(403);
    expect((await browser.get('/v1/uptime')).status).toBe(403);
  });

  test('[SHR2] of a session that is not there is not made', async () => {
    const team = await newTeam();
    const body = { scope: { kind: 'session', session: 'nobody' } };
    const answer = await post('/v1/links', team.adminKey, body);
    expect(answer.status).toBe(404);
    expect(errorBodySchema.parse(await answer.json()).error.code).toBe('not_found');
  });
});

describe('what a link may not', () => {
  test('[SHR2] every other route refuses it, and none takes it for a login', async () => {
    const team = await newTeam();
    const browser = await browserOf((await team.share()).token);
    const reads = ['/v1/status', '/v1/keys', '/v1/links', '/v1/audit', '/v1/unknown-names'];
    for (const path of [...reads, '/v1/events?session=x']) {
      expect((await browser.get(path)).status, path).toBe(403);
    }
    const writes: [string, unknown][] = [
      ['/v1/events', { events: [] }],
      ['/v1/keys', { name: 'k', scopes: ['read'] }],
      ['/v1/links', {}],
      ['/v1/questions/get_team_status', {}],
      ['/v1/logout', {}],
    ];
    for (const [path, body] of writes) {
      expect((await browser.post(path, body)).status, path).toBe(403);
    }
    expect((await ask('/v1/sessions', { headers: { cookie: browser.cookie } })).status).toBe(401);
  });

  test('[SHR2] below its path a login counts for nothing, nor does a bearer', async () => {
    const team = await newTeam();
    const { id } = await team.share();
    const login = await post('/v1/login', team.key, { key: team.key });
    const cookie = /^cm_session=[^;]+/.exec(login.headers.get('set-cookie') ?? '')?.[0] ?? '';
    for (const credentials of [{ headers: { cookie } }, { bearer: team.adminKey }]) {
      expect((await ask(`/s/${id}/v1/sessions`, credentials)).status).toBe(401);
    }
    const browser = await browserOf((await team.share()).token);
    const both = { headers: { cookie: `${cookie}; ${browser.cookie}` }, bearer: team.adminKey };
    expect((await ask(`/s/${browser.view.id}/v1/keys`, both)).status).toBe(403);
    // Nor does the cookie of another link.
    expect((await ask(`/s/${id}/v1/sessions`, both)).status).toBe(401);
  });

  test('[SHR6] its socket needs the exact Origin', async () => {
    const team = await newTeam();
    const browser = await browserOf((await team.share()).token);
    const upgrade = { cookie: browser.cookie, upgrade: 'websocket' };
    for (const headers of [upgrade, { ...upgrade, origin: 'https://evil.example' }]) {
      expect((await ask(`/s/${browser.view.id}/v1/live`, { headers })).status).toBe(403);
    }
  });
});

describe('the end of a link', () => {
  test('[SHR7] revoked, its sockets close at once, and its cookies are worth nothing', async () => {
    const team = await newTeam();
    const { token, id } = await team.share();
    const browser = await browserOf(token);
    const viewers = await Promise.all([browser.watch(), browser.watch()]);
    const other = await (await browserOf((await team.share()).token)).watch();
    for (const viewer of viewers) await viewer.until(({ position }) => position !== null);
    const at = Date.now();
    expect((await team.revoke(id)).status).toBe(204);
    for (const { ended } of viewers) {
      expect(await ended).toEqual({ code: CLOSE_CODES.revoked.code });
    }
    expect(Date.now() - at).toBeLessThan(1_000);
    expect((await browser.get('/v1/sessions')).status).toBe(401);
    expect((await openLink(token)).status).toBe(401);
    expect(other.closed).toBeNull();
    other.close();
    expect((await team.revoke(id)).status).toBe(404);
  });

  test('[SHR2] ended, revoked, mistyped, guessed: one answer, after the same time', async () => {
    const team = await newTeam();
    const { token, id } = await team.share();
    await team.revoke(id);
    const random = crypto.getRandomValues(new Uint8Array(CREDENTIAL_RANDOM_BYTES));
    const unknown = await mintCredential(TEST_DEPLOY_SECRET, team.workspace, random);
    const nowhere = await mintCredential(TEST_DEPLOY_SECRET, 'nowhere', random);
    const tokens = [token, token.slice(0, -1), unknown, nowhere, 'nonsense', team.adminKey];
    const answers = await Promise.all(
      tokens.map(async (wrong) => {
        const at = Date.now();
        const answer = await openLink(wrong);
        expect(Date.now() - at).toBeGreaterThanOrEqual(LIMITS.linkRefusalMs - 5);
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        return { status: answer.status, text: await answer.text(), headers };
      }),
    );
    expect(answers[0]?.status).toBe(401);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});

describe('the list of links', () => {
  test('[SHR2] tells when each was last opened and who looks, and never the link itself', async () => {
    const team = await newTeam();
    const { token, id } = await team.share({ name: 'for the client' });
    expect(await listLinks(team.adminKey)).toMatchObject([
      { id, name: 'for the client', madeBy: 'admin', lastOpenedAt: null, viewers: 0 },
    ]);
    const viewer = await (await browserOf(token)).watch();
    const [listed] = await listLinks(team.adminKey);
    expect(listed?.viewers).toBe(1);
    expect(Date.now() - (listed?.lastOpenedAt ?? 0)).toBeLessThan(10_000);
    expect(JSON.stringify(listed)).not.toContain(token);
    viewer.close();
    await team.revoke(id);
    expect(await auditOf(team.adminKey)).toEqual([
      { kind: 'link_revoked', by: 'admin', name: 'for the client' },
      { kind: 'link_opened', by: null, name: 'for the client' },
      { kind: 'link_created', by: 'admin', name: 'for the client' },
      { kind: 'key_created', by: 'admin', name: 'test' },
      // The first one, with the deploy secret.
      { kind: 'key_created', by: null, name: 'admin' },
    ]);
  });

  test.each([
    ['no time at all', { expiresInMs: 1 }],
    ['longer than 90 days', { expiresInMs: LIMITS.linkMaxMs + 1 }],
    ['an unknown kind of name', { shows: ['secrets'] }],
    ['an unknown scope', { scope: { kind: 'world' } }],
    ['a project without a name', { scope: { kind: 'project', project: '' } }],
    ['a name that is too long', { name: 'x'.repeat(LIMITS.nameLength + 1) }],
  ])('[SHR2] %s is refused with the field at fault', async (_, body) => {
    const team = await newTeam();
    const answer = await post('/v1/links', team.adminKey, body);
    expect(answer.status).toBe(400);
    expect(errorBodySchema.parse(await answer.json()).error.path).toBeDefined();
  });

  test('[SHR7] only admins make, see and revoke links', async () => {
    const team = await newTeam();
    const { id } = await team.share();
    expect((await post('/v1/links', team.key, {})).status).toBe(403);
    for (const path of ['/v1/links', '/v1/audit']) {
      expect((await ask(path, { bearer: team.key })).status).toBe(403);
    }
    const revoke = await ask(`/v1/links/${id}`, { method: 'DELETE', bearer: team.key });
    expect(revoke.status).toBe(403);
  });
});

test('[SHR2] nothing that a link sees is kept, indexed, or passed on to where it leads', async () => {
  const team = await newTeam();
  const browser = await browserOf((await team.share()).token);
  for (const path of ['', '/tasks', '/v1/link', '/v1/sessions', '/v1/keys']) {
    const { headers } = await browser.get(path);
    expect(headers.get('x-robots-tag'), path).toContain('noindex');
    expect(headers.get('referrer-policy'), path).toBe('no-referrer');
    expect(headers.get('cache-control'), path).toBe('no-store');
  }
  expect(new URL(`${ORIGIN}/s`).pathname).toBe('/s');
  expect((await ask('/s')).headers.get('x-robots-tag')).toContain('noindex');
});
