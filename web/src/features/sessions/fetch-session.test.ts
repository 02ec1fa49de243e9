import { describe, expect, test } from 'vitest';
import { session, NOON } from '../../lib/live/live.fixture.ts';
import { fetchSession } from './fetch-session.ts';

const ERROR = {
  errorType: 'ApiError',
  message: 'overloaded',
  severity: 'low',
  agentName: 'a',
  session: 'a',
  sessionId: 's',
  count: 2,
  firstAt: NOON,
  lastAt: NOON,
};

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> };

function server(answers: { session: Answer; errors?: Answer }) {
  const requests: string[] = [];
  const fetchFrom = (input: string | URL | Request): Promise<Response> => {
    const path = input instanceof Request ? input.url : String(input);
    requests.push(path);
    const {
      status = 200,
      body,
      headers = {},
    } = (path.startsWith('/v1/errors') ? answers.errors : answers.session) ?? {};
    return Promise.resolve(new Response(JSON.stringify(body), { status, headers }));
  };
  return { requests, fetchFrom };
}

const answer = (errors = 0) => ({
  asOf: NOON,
  fresh: true,
  session: session('a', { errors }),
  tasks: [],
  usage: [],
  detail: null,
});

describe('a session of the history', () => {
  test('comes with its newest errors, where it had any', async () => {
    const { requests, fetchFrom } = server({
      session: { body: answer(2) },
      errors: { body: { asOf: NOON, fresh: true, next: null, items: [ERROR] } },
    });
    expect(await fetchSession('a/b', fetchFrom)).toMatchObject({
      name: 'found',
      stored: { session: { id: 'a' }, errors: [{ count: 2 }] },
    });
    expect(requests).toEqual(['/v1/sessions/a%2Fb', '/v1/errors?session=a&limit=20']);
  });

  test('without errors asks for none', async () => {
    const { requests, fetchFrom } = server({ session: { body: answer() } });
    expect(await fetchSession('a', fetchFrom)).toMatchObject({ stored: { errors: [] } });
    expect(requests).toHaveLength(1);
  });

  test('is shown also where its errors can’t be read', async () => {
    const { fetchFrom } = server({ session: { body: answer(1) }, errors: { status: 503 } });
    expect(await fetchSession('a', fetchFrom)).toMatchObject({ stored: { errors: null } });
  });

  test('of an older server has no detail', async () => {
    const { detail: _, ...older } = answer();
    const { fetchFrom } = server({ session: { body: older } });
    expect(await fetchSession('a', fetchFrom)).toMatchObject({ stored: { detail: null } });
  });

  test.each([
    [404, {}, { name: 'not found' }],
    [400, {}, { name: 'not found' }],
    [401, {}, { name: 'no login' }],
    [403, {}, { name: 'no login' }],
    [503, { 'retry-after': '10' }, { name: 'no history', retryAfterMs: 10_000 }],
    [503, {}, { name: 'no history', retryAfterMs: null }],
    [429, { 'retry-after': 'soon' }, { name: 'no history', retryAfterMs: null }],
    [500, {}, { name: 'unreachable', retryAfterMs: null }],
  ])('status %i with %j means %j', async (status, headers, outcome) => {
    const { fetchFrom } = server({ session: { status, headers, body: {} } });
    expect(await fetchSession('a', fetchFrom)).toEqual(outcome);
  });

  test('that no schema knows is not understood', async () => {
    const { fetchFrom } = server({ session: { body: { hello: 1 } } });
    expect(await fetchSession('a', fetchFrom)).toEqual({ name: 'not understood' });
  });

  test('without a network is unreachable', async () => {
    const nobody: typeof fetch = () => Promise.reject(new TypeError('no network'));
    expect(await fetchSession('a', nobody)).toEqual({ name: 'unreachable', retryAfterMs: null });
  });
});
