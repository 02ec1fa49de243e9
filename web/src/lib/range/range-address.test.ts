import { describe, expect, test } from 'vitest';
import { changedQuery } from '../graph/address.ts';
import { rangeChanges, rangeFrom } from './range-address.ts';
import { DEFAULT_RANGE, type Range } from './range.ts';
import { rangeDates, rangeName } from './range-words.ts';

const parsed = (query: string) => rangeFrom(new URLSearchParams(query));
const clock = { now: Date.parse('2026-11-30T08:19Z'), zone: 'Europe/Berlin' };

describe('the range of an address', () => {
  test.each<Range>([
    { name: '1h', end: null },
    { name: 'last-night', end: null },
    { name: '7d', end: null },
    { name: '7d', end: Date.parse('2026-11-23T23:00Z') },
    { name: 'custom', from: Date.parse('2026-11-01T00:30Z'), to: Date.parse('2026-11-02T00:00Z') },
  ])('is read as it was written: %o', (range) => {
    const query = changedQuery('project=a', rangeChanges(range));
    expect(parsed(query)).toEqual({ range, notUnderstood: null });
    expect(query).toContain('project=a');
  });

  test('is a week where it says nothing', () => {
    expect(parsed('')).toEqual({ range: DEFAULT_RANGE, notUnderstood: null });
    expect(changedQuery('range=1h&from=1&to=2', rangeChanges(DEFAULT_RANGE))).toBe('?');
  });

  test.each([
    ['range=fortnight', 'fortnight'],
    ['from=yesterday&to=today', 'yesterday'],
    ['from=2026-11-02T00:00Z&to=2026-11-01T00:00Z', '2026-11-02T00:00Z'],
    ['from=2026-11-02T00:00Z', '2026-11-02T00:00Z'],
    ['range=7d&to=99999999999999999999', '99999999999999999999'],
    ['range=%3Cimg%3E', '<img>'],
  ])('says what it does not understand: %s', (query, word) => {
    expect(parsed(query)).toEqual({ range: DEFAULT_RANGE, notUnderstood: word });
  });
});

describe('a range in words', () => {
  test.each<[Range, string, string]>([
    [{ name: '7d', end: null }, 'Last 7 d', '24 – 30 Nov'],
    [{ name: 'last-night', end: null }, 'Last night', 'Sun 29 Nov, 18:00 – Mon 30 Nov, 08:00'],
    [{ name: '7d', end: Date.parse('2026-11-23T23:00Z') }, '17 – 23 Nov', '17 – 23 Nov'],
    [
      {
        name: 'custom',
        from: Date.parse('2025-11-01T23:00Z'),
        to: Date.parse('2025-11-02T23:00Z'),
      },
      '2 Nov 2025',
      '2 Nov 2025',
    ],
  ])('%o', (range, name, dates) => {
    // ICU writes thin spaces round a dash, or none.
    const plain = (words: string): string => words.replaceAll(/\s+/g, ' ');
    expect(plain(rangeName(range, clock))).toBe(name);
    expect(plain(rangeDates(range, clock))).toBe(dates);
  });
});
