import { keysAnswerSchema } from '@claude-monitor/protocol/api/index';
import { describe, expect, test } from 'vitest';
import { callAdmin, NOTHING } from './admin.ts';

const error = (code: string, path?: string) => ({ error: { code, message: 'so it is', path } });

const answering = (status: number, body: unknown) => {
  const requests: [unknown, RequestInit | undefined][] = [];
  const fetchFrom = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    requests.push([url, init]);
    const content = status === 204 ? null : JSON.stringify(body);
    return Promise.resolve(new Response(content, { status }));
  };
  return { requests, fetchFrom };
};

const list = { method: 'GET', path: '/v1/keys', schema: keysAnswerSchema } as const;

describe('a call of an admin', () => {
  test('is parsed with its contract', async () => {
    const value = { items: [], own: 'k1' };
    const { requests, fetchFrom } = answering(200, value);
    expect(await callAdmin(list, fetchFrom)).toEqual({ name: 'done', value });
    expect(requests).toEqual([['/v1/keys', { method: 'GET' }]]);
  });

  test('sends what it says as JSON', async () => {
    const { requests, fetchFrom } = answering(204, null);
    const call = { method: 'PUT', path: '/v1/rules/lost', body: { isOn: false }, schema: NOTHING };
    expect(await callAdmin({ ...call, method: 'PUT' }, fetchFrom)).toMatchObject({ name: 'done' });
    expect(requests[0]?.[1]).toEqual({
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"isOn":false}',
    });
  });

  test.each([
    [401, error('unauthorized'), { name: 'no login' }],
    [403, error('forbidden'), { name: 'not admin' }],
    [403, error('bad_origin'), { name: 'refused', message: 'so it is', path: null }],
    [404, error('not_found'), { name: 'gone' }],
    [400, error('invalid_body', 'name'), { name: 'refused', message: 'so it is', path: 'name' }],
    [409, error('conflict'), { name: 'refused', message: 'so it is', path: null }],
    [429, error('rate_limited'), { name: 'unreachable' }],
    [503, error('unavailable'), { name: 'unreachable' }],
    [500, 'not of ours', { name: 'unreachable' }],
    [400, 'not of ours', { name: 'not understood' }],
    [200, { items: 'many' }, { name: 'not understood' }],
  ])('that is answered with %i and %j says what to do', async (status, body, outcome) => {
    expect(await callAdmin(list, answering(status, body).fetchFrom)).toEqual(outcome);
  });

  test('without a network is not the fault of the login', async () => {
    const away = () => Promise.reject(new TypeError('failed to fetch'));
    expect(await callAdmin(list, away)).toEqual({ name: 'unreachable' });
  });
});
