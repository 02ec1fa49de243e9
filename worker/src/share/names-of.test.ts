import { expect, test } from 'vitest';
import { NameCache, namesOf } from './names-of.ts';

test('[HUB8] the names of all links together are kept within one bound, and stay the same', () => {
  const kept = new NameCache(10_000);
  const links = ['a', 'b', 'c'].map((salt) => namesOf({ salt, shows: [] }, kept));
  const first = links.map(({ digest, seal }) => [digest('name'), seal('name')]);
  for (let count = 0; count < 1_000; count++) {
    for (const { digest } of links) digest(`name ${String(count)}`);
    expect(kept.length).toBeLessThanOrEqual(10_000);
  }
  expect(links.map(({ digest, seal }) => [digest('name'), seal('name')])).toEqual(first);
  expect(new Set(first.flat()).size).toBe(6);
});
