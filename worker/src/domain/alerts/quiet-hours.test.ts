import { expect, test } from 'vitest';
import { quietUntil } from './quiet-hours.ts';

const BERLIN = { from: '22:00', to: '07:00', timezone: 'Europe/Berlin' };
const iso = (text: string): number => Date.parse(text);
const end = (quiet: typeof BERLIN, at: string): string | null => {
  const until = quietUntil(quiet, iso(at));
  return until === null ? null : new Date(until).toISOString();
};

test.each([
  ['before them', '2026-11-30T20:59:59Z', null],
  ['as they begin', '2026-11-30T21:00:00Z', '2026-12-01T06:00:00.000Z'],
  ['after midnight', '2026-12-01T02:30:10Z', '2026-12-01T06:00:00.000Z'],
  ['as they end', '2026-12-01T06:00:00Z', null],
])('%s', (_, at, expected) => {
  expect(end(BERLIN, at)).toBe(expected);
});

test.each([
  ['the short night of spring', BERLIN, '2026-03-28T22:00:00Z', '2026-03-29T05:00:00.000Z'],
  ['the long night of autumn', BERLIN, '2026-10-24T21:00:00Z', '2026-10-25T06:00:00.000Z'],
  [
    'New York in spring',
    { ...BERLIN, timezone: 'America/New_York' },
    '2026-03-08T04:00:00Z',
    '2026-03-08T11:00:00.000Z',
  ],
  [
    'New York in autumn',
    { ...BERLIN, timezone: 'America/New_York' },
    '2026-11-01T03:00:00Z',
    '2026-11-01T12:00:00.000Z',
  ],
  [
    'Lord Howe, by half an hour',
    { ...BERLIN, timezone: 'Australia/Lord_Howe' },
    '2026-10-03T12:00:00Z',
    '2026-10-03T20:00:00.000Z',
  ],
  [
    'an end that the clock skips',
    { from: '22:00', to: '02:30', timezone: 'Europe/Berlin' },
    '2026-03-28T22:00:00Z',
    '2026-03-29T01:00:00.000Z',
  ],
])('end by the clock on the wall in %s', (_, quiet, at, expected) => {
  expect(end(quiet, at)).toBe(expected);
});

test('by day', () => {
  const noon = { from: '12:00', to: '13:00', timezone: 'UTC' };
  expect(end(noon, '2026-11-30T12:59:00Z')).toBe('2026-11-30T13:00:00.000Z');
  expect(end(noon, '2026-11-30T13:00:00Z')).toBeNull();
  expect(quietUntil(null, 0)).toBeNull();
});
