import { expect, test } from 'vitest';
import { pageAddressOf, pathOf } from './page-address.ts';

const of = (path: string) => pageAddressOf(new URL(path, 'https://monitor.test'));

test('a view is a page with its range and filters, not what was opened in it', () => {
  const view = of(
    '/sessions?range=7d&agent=a&agent=b%26c&minCost=5&sort=cost&open=x&frame=y&utm=1',
  );
  expect(view).toEqual({
    page: '/sessions',
    query: 'range=7d&agent=a&agent=b%26c&minCost=5&sort=cost',
  });
  expect(view === null ? '' : pathOf(view)).toBe(
    '/sessions?range=7d&agent=a&agent=b%26c&minCost=5&sort=cost',
  );
  expect(of('/s/abc/errors')).toEqual({ page: '/errors', query: '' });
  expect(pathOf({ page: '/', query: '' })).toBe('/');
});

test('there is none of settings, of one session, or of an address that is too long', () => {
  expect(of('/settings/keys')).toBeNull();
  expect(of('/sessions/abc')).toBeNull();
  expect(of(`/sessions?q=${'x'.repeat(3_000)}`)).toBeNull();
});
