import { describe, expect, test } from 'vitest';
import { fetchUnknownNames } from './unknown-names-api.ts';

const ask = (status: number, body: unknown) =>
  fetchUnknownNames(() => Promise.resolve(new Response(JSON.stringify(body), { status })));

const NAME = {
  client: 'claude-code',
  version: null,
  kind: 'hook',
  name: 'NewHook',
  count: 2,
  firstAt: 1,
  lastAt: 2,
};

describe('fetchUnknownNames', () => {
  test('reads them', async () => {
    const answer = { items: [NAME], dropped: 0 };
    expect(await ask(200, answer)).toEqual({ name: 'found', answer });
  });

  test.each([
    [403, { error: {} }, 'not admin'],
    [401, { error: {} }, 'not admin'],
    [503, { error: {} }, 'unreachable'],
    [429, { error: {} }, 'unreachable'],
    [200, { items: [{ ...NAME, kind: 'of the future' }], dropped: 0 }, 'not understood'],
    [200, 'no object', 'not understood'],
  ])('of %i with %j it says why not: %s', async (status, body, name) => {
    expect(await ask(status, body)).toEqual({ name });
  });

  test('says that the server is away', async () => {
    const away = () => Promise.reject(new TypeError('failed to fetch'));
    expect(await fetchUnknownNames(away)).toEqual({ name: 'unreachable' });
  });
});
