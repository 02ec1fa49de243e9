import { expect, test } from 'vitest';
import { cameFromLive } from './came-from-live.ts';

test.each([
  ['link', '/', undefined, true],
  ['popstate', '/', 1, true],
  ['popstate', '/', -1, false],
  ['link', '/sessions/[id]', undefined, false],
  ['enter', null, undefined, false],
])('by %s from %s (%s steps) the live page lies behind: %s', (type, id, delta, behind) => {
  expect(cameFromLive({ type, from: id === null ? null : { route: { id } }, delta })).toBe(behind);
});
