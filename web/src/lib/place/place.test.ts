import { describe, expect, test } from 'vitest';
import { addressIn, placeOf, routeOf } from './place.ts';

describe('the place of an address', () => {
  test.each([
    ['/', { kind: 'team' }],
    ['/sessions/s', { kind: 'team' }],
    ['/settings/links', { kind: 'team' }],
    ['/s', { kind: 'opening' }],
    ['/s/', { kind: 'opening' }],
    ['/acknowledge', { kind: 'acknowledging' }],
    ['/s/abc', { kind: 'link', id: 'abc' }],
    ['/s/abc/tasks', { kind: 'link', id: 'abc' }],
  ])('%s', (pathname, place) => {
    expect(placeOf(pathname)).toEqual(place);
  });
});

test.each([
  ['/tasks', '/tasks'],
  ['/s', '/'],
  ['/acknowledge', '/'],
  ['/s/abc', '/'],
  ['/s/abc/', '/'],
  ['/s/abc/tasks', '/tasks'],
  ['/s/abc/sessions/x', '/sessions/x'],
])('[SHR2] the page of %s is that of %s', (pathname, route) => {
  expect(routeOf(pathname)).toBe(route);
});

test.each(['/s/abc/settings/keys', '/s/abc/intake', '/s/abc/s/abc'])(
  '[SHR2] a link has no page %s',
  (pathname) => {
    expect(routeOf(pathname)).toBe(pathname);
  },
);

test('addresses stay in their place', () => {
  expect(addressIn({ kind: 'team' }, '/')).toBe('/');
  expect(addressIn({ kind: 'team' }, '/tasks')).toBe('/tasks');
  expect(addressIn({ kind: 'link', id: 'abc' }, '/')).toBe('/s/abc');
  expect(addressIn({ kind: 'link', id: 'abc' }, '/v1/live')).toBe('/s/abc/v1/live');
});
