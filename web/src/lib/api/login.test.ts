import { describe, expect, test } from 'vitest';
import { keyInFragment, login, probeLogin } from './login.ts';

const answers = (status: number, body: unknown = {}) => {
  const requests: { url: unknown; body: unknown }[] = [];
  const fetchFrom = (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    requests.push({ url, body: init?.body });
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  };
  return { requests, fetchFrom };
};
const nobody: typeof fetch = () => Promise.reject(new TypeError('no network'));

describe('the key of a dashboard link', () => {
  test.each([
    ['#key=cm.acme.r.m', 'cm.acme.r.m'],
    ['#view=1&key=cm.acme.r.m', 'cm.acme.r.m'],
    ['#key=', null],
    ['#', null],
    ['', null],
  ])('in %j is %j', (fragment, key) => {
    expect(keyInFragment(fragment)).toBe(key);
  });
});

describe('login', () => {
  test('posts the key in the body, never in the address', async () => {
    const { requests, fetchFrom } = answers(200, { workspace: 'acme', scopes: ['read'] });
    expect(await login('cm.secret', fetchFrom)).toBe('ok');
    expect(requests).toEqual([{ url: '/v1/login', body: '{"key":"cm.secret"}' }]);
  });

  test.each([
    [401, 'wrong key'],
    [400, 'wrong key'],
    [403, 'wrong key'],
    [429, 'unreachable'],
    [503, 'unreachable'],
  ] as const)('%i means %s', async (status, outcome) => {
    expect(await login('cm.x', answers(status).fetchFrom)).toBe(outcome);
  });

  test('an answer of another program on that port is no login', async () => {
    expect(await login('cm.x', answers(200, { hello: 1 }).fetchFrom)).toBe('unreachable');
  });

  test('no network is not the fault of the key', async () => {
    expect(await login('cm.x', nobody)).toBe('unreachable');
  });
});

test.each([
  [200, 'ok'],
  [401, 'no login'],
  [403, 'no login'],
  [503, 'unreachable'],
] as const)('status %i tells a refused socket: %s', async (status, outcome) => {
  expect(await probeLogin(answers(status).fetchFrom)).toBe(outcome);
});

test('a server that is away refuses nobody', async () => {
  expect(await probeLogin(nobody)).toBe('unreachable');
});
