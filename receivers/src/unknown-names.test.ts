import { describe, expect, test } from 'vitest';
import { LIMITS, type UnknownName } from '@claude-monitor/protocol';
import { NOT_A_NAME, recordUnknown } from './unknown-names.ts';

const EVENT = { client: 'claude-code', version: '9.9.9', kind: 'event' } as const;

const listed = (...names: string[]): UnknownName[] => {
  const list: UnknownName[] = [];
  for (const name of names) recordUnknown(list, { ...EVENT, name });
  return list;
};

describe('unknown names', () => {
  test('are counted by client, version, kind and name', () => {
    const list = listed('teleported', 'teleported');
    recordUnknown(list, { ...EVENT, version: null, name: 'teleported' });
    recordUnknown(list, { ...EVENT, kind: 'hook', name: 'teleported' });
    expect(list).toEqual([
      { ...EVENT, name: 'teleported', count: 2 },
      { ...EVENT, version: null, name: 'teleported', count: 1 },
      { ...EVENT, kind: 'hook', name: 'teleported', count: 1 },
    ]);
  });

  test('[ING4] are bounded, each and all', () => {
    const [long] = listed('x'.repeat(1_000_000));
    expect(long?.name).toHaveLength(LIMITS.unknownNameLength);
    const many = Array.from({ length: 1_000 }, (_, index) => `event_${String(index)}`);
    expect(listed(...many)).toHaveLength(LIMITS.unknownNamesOfRequest);
  });

  test.each([
    ['a bell', 'ring\u0007ing', 'ringing'],
    ['a new line', 'two\nlines', 'twolines'],
    ['an override of direction', 'abc\u202Ecba', 'abccba'],
    ['half a character', 'half\uD800', 'half'],
    ['nothing that is seen', '\u0000\u200B', NOT_A_NAME],
    ['nothing', '', NOT_A_NAME],
  ])('lose %s', (_, name, shown) => {
    expect(listed(name)).toMatchObject([{ name: shown }]);
  });

  test('[PRX4] are not shown where they read like prose', () => {
    expect(listed('please fix the login page', 'my\u00A0secret')).toEqual([
      { ...EVENT, name: NOT_A_NAME, count: 2 },
    ]);
  });

  test('a version is bounded and clean too', () => {
    const list: UnknownName[] = [];
    recordUnknown(list, { ...EVENT, version: 'a version\u0000 in words', name: 'x' });
    expect(list).toMatchObject([{ version: NOT_A_NAME }]);
  });
});
