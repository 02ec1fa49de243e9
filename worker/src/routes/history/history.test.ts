import { describe, expect, test } from 'vitest';
import { AppError, errorBodySchema, noUsage, sessionAnswerSchema } from '@claude-monitor/protocol';
import { createApp } from '../../app.ts';
import type { History } from '../../deps.ts';
import { sessionOf } from '../../store/testing/rows.fixture.ts';
import { createFakeDeps, EMPTY_HISTORY, NOW, ORIGIN } from '../../testing/deps.fixture.ts';

async function ask(path: string, history: Partial<History> = {}) {
  const fake = createFakeDeps({ history: { ...EMPTY_HISTORY, ...history } });
  const key = await fake.keyOf('team', ['read']);
  const response = await createApp(fake.deps).request(ORIGIN + path, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { response, fake };
}

describe('history routes', () => {
  test('[STO9] every answer says as of when it is, and whether it is fresh', async () => {
    const { response } = await ask('/v1/sessions');
    expect(await response.json()).toEqual({ asOf: NOW, fresh: true, items: [], next: null });
  });

  test('give the query to the store as it was meant', async () => {
    const calls: unknown[] = [];
    await ask('/v1/errors?from=2026-01-01T00:00:00Z&to=1767312000000&limit=5&session=s', {
      errors: async (workspace, query) => {
        calls.push([workspace, query]);
        return await Promise.resolve({ items: [], next: null, countedFrom: null });
      },
    });
    const from = Date.parse('2026-01-01T00:00:00Z');
    expect(calls).toEqual([['team', { from, to: 1_767_312_000_000, limit: 5, session: 's' }]]);
  });

  test.each([
    ['/v1/sessions?limit=0', 'limit'],
    ['/v1/sessions?limit=501', 'limit'],
    ['/v1/sessions?limit=x', 'limit'],
    ['/v1/sessions?agent=', 'agent'],
    [`/v1/sessions?cursor=${'c'.repeat(401)}`, 'cursor'],
    ['/v1/tasks?status=asleep', 'status'],
    ['/v1/usage?groupBy=colour', 'groupBy'],
    ['/v1/usage?from=yesterday', 'from'],
    ['/v1/usage?from=-1', 'from'],
    ['/v1/events', 'session'],
    [`/v1/events?session=${'s'.repeat(201)}`, 'session'],
  ])('%.40s is 400 and names %s', async (path, field) => {
    const { response } = await ask(path);
    expect(response.status).toBe(400);
    expect(errorBodySchema.parse(await response.json()).error).toMatchObject({
      code: 'invalid_query',
      path: field,
    });
  });

  test('a cursor that is not ours is the 400 that the store says', async () => {
    const { response } = await ask('/v1/sessions?cursor=mine', {
      sessions: () => {
        throw new AppError('invalid_query', 'not a cursor of ours', { path: 'cursor' });
      },
    });
    expect(response.status).toBe(400);
  });

  test('a session carries what the hub knows of it, and null when it has left the hub', async () => {
    const found = { session: sessionOf({ id: 'session-1' }), tasks: [], usage: [] };
    const { response, fake } = await ask('/v1/sessions/infra-001', {
      session: async () => await Promise.resolve(found),
    });
    expect(response.status).toBe(200);
    expect(sessionAnswerSchema.parse(await response.json())).toMatchObject({ detail: null });
    const detail = {
      subagents: [],
      tools: [],
      requests: [],
      moreRequests: 0,
      prompts: { prometheus: 1, claude: 2, unrouted: 0 },
      waiting: null,
      work: null,
      clock: null,
      isUsageElsewhere: false,
      monitoring: {
        calls: 0,
        totalMs: null,
        unjoinedCalls: 0,
        own: noUsage(),
        shared: noUsage(),
      },
      linked: [],
    };
    fake.hub('team').sessionDetail = detail;
    const key = await fake.keyOf('team', ['read']);
    const again = await createApp({
      ...fake.deps,
      history: { ...EMPTY_HISTORY, session: async () => await Promise.resolve(found) },
    }).request(`${ORIGIN}/v1/sessions/infra-001`, { headers: { authorization: `Bearer ${key}` } });
    expect(sessionAnswerSchema.parse(await again.json()).detail).toEqual(detail);
  });

  test('a session that is not there is 404', async () => {
    const { response } = await ask('/v1/sessions/nobody');
    expect(response.status).toBe(404);
  });

  test.each([
    ['rejects', () => Promise.reject(new Error('fetch failed: select secret'))],
    [
      'throws',
      () => {
        throw new Error('no database url');
      },
    ],
  ])('[STO9] a database that %s is 503 with Retry-After, never a 500', async (_, tasks) => {
    const { response, fake } = await ask('/v1/tasks', { tasks });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('10');
    expect(await response.text()).not.toContain('secret');
    expect(fake.reports).toHaveLength(1);
  });
});
