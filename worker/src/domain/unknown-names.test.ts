import { describe, expect, test } from 'vitest';
import type { UnknownName } from '@claude-monitor/protocol';
import { countUnknownNames, listUnknownNames, noUnknownNames } from './unknown-names.ts';

const named = (name: string, about: Partial<UnknownName> = {}): UnknownName => ({
  client: 'claude-code',
  version: '9.0.0',
  kind: 'event',
  name,
  count: 1,
  ...about,
});

describe('unknown names', () => {
  test('are counted by client, version, kind and name, with the first and last time', () => {
    const names = noUnknownNames();
    const other = named('a', { version: null, kind: 'hook' });
    countUnknownNames(names, [named('a', { count: 3 }), named('b')], { now: 10, kept: 9 });
    countUnknownNames(names, [named('a', { count: 2 }), other], { now: 20, kept: 9 });
    expect(listUnknownNames(names)).toEqual({
      items: [
        { ...named('a', { count: 5 }), firstAt: 10, lastAt: 20 },
        { ...other, firstAt: 20, lastAt: 20 },
        { ...named('b'), firstAt: 10, lastAt: 10 },
      ],
      dropped: 0,
    });
  });

  test('[ING4] the rarest gives way, of equals the one seen least recently', () => {
    const names = noUnknownNames();
    const count = (name: string, now: number, times = 1) => {
      countUnknownNames(names, [named(name, { count: times })], { now, kept: 3 });
    };
    count('often', 1, 50);
    for (let index = 0; index < 1_000; index++) count(`invented_${String(index)}`, 10 + index);
    const { items, dropped } = listUnknownNames(names);
    expect(items.map(({ name }) => name)).toEqual(['invented_999', 'invented_998', 'often']);
    expect(dropped).toBe(998);
  });
});
