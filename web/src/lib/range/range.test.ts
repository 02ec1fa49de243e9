import { TIME } from '@claude-monitor/protocol/limits';
import { describe, expect, test } from 'vitest';
import { boundsOf, nextRange, previousRange, unusualDays, type Range } from './range.ts';
import { addDays, instantOf, startOfDay, wallTimeOf } from './zone.ts';

const at = (iso: string): number => Date.parse(iso);
const isoOf = ({ from, to }: { from: number; to: number }): string[] =>
  [from, to].map((time) => new Date(time).toISOString());

const week: Range = { name: '7d', end: null };
const night: Range = { name: 'last-night', end: null };

describe('days of a zone', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T10:00Z', 23],
    ['Europe/Berlin', '2026-10-25T10:00Z', 25],
    ['America/New_York', '2026-03-08T17:00Z', 23],
    ['America/New_York', '2026-11-01T17:00Z', 25],
    ['Asia/Kolkata', '2026-10-25T10:00Z', 24],
    // Its clocks move by half an hour.
    ['Australia/Lord_Howe', '2026-04-05T01:00Z', 24.5],
    ['Australia/Lord_Howe', '2026-10-04T01:00Z', 23.5],
    // At midnight they go to one: the day begins at one.
    ['America/Santiago', '2026-09-06T12:00Z', 23],
  ])('%s has a day at %s of %d hours', (zone, noon, hours) => {
    const start = startOfDay(at(noon), zone);
    const next = addDays(start, 1, zone);
    expect((next - start) / TIME.hourMs).toBe(hours);
    expect(startOfDay(next, zone)).toBe(next);
    const wall = wallTimeOf(start, zone);
    expect(startOfDay(start, zone)).toBe(start);
    expect(instantOf(wall, zone)).toBe(start);
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'])(
    'in %s, each day of a year begins where the one before ends',
    (zone) => {
      let day = startOfDay(at('2026-01-01T12:00Z'), zone);
      for (let count = 0; count < 365; count += 1) {
        const next = addDays(day, 1, zone);
        expect(startOfDay(next - 1, zone)).toBe(day);
        expect(addDays(next, -1, zone)).toBe(day);
        day = next;
      }
      expect(wallTimeOf(day, zone)).toMatchObject({ year: 2027, month: 1, day: 1, hour: 0 });
    },
  );

  test('what the clocks show twice is the first; what they leave out is after the jump', () => {
    const zone = 'Europe/Berlin';
    const wall = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 };
    expect(instantOf(wall, zone)).toBe(at('2026-10-25T00:30Z'));
    expect(instantOf({ ...wall, month: 3, day: 29 }, zone)).toBe(at('2026-03-29T01:30Z'));
  });
});

describe('a range', () => {
  test.each([
    ['Europe/Berlin', ['2026-10-20T22:00:00.000Z', '2026-10-27T23:00:00.000Z']],
    ['America/New_York', ['2026-10-21T04:00:00.000Z', '2026-10-28T04:00:00.000Z']],
    ['Asia/Kolkata', ['2026-10-20T18:30:00.000Z', '2026-10-27T18:30:00.000Z']],
    ['Australia/Lord_Howe', ['2026-10-20T13:00:00.000Z', '2026-10-27T13:00:00.000Z']],
  ])('of seven days has whole days of %s', (zone, expected) => {
    expect(isoOf(boundsOf(week, { now: at('2026-10-27T12:00Z'), zone }))).toEqual(expected);
  });

  test('of days says which are longer or shorter', () => {
    const clock = { now: at('2026-10-27T12:00Z'), zone: 'Europe/Berlin' };
    expect(unusualDays(boundsOf(week, clock), clock.zone)).toEqual([
      { at: at('2026-10-24T22:00Z'), hours: 25 },
    ]);
    expect(unusualDays(boundsOf(week, clock), 'Asia/Kolkata')).toEqual([]);
  });

  test('of hours ends now, however long the day', () => {
    const now = at('2026-10-25T12:00Z');
    const { from, to } = boundsOf({ name: '24h', end: null }, { now, zone: 'Europe/Berlin' });
    expect([from, to]).toEqual([now - TIME.dayMs, now]);
  });

  test.each([
    ['in the morning', '2026-11-30T08:19Z', '2026-11-29T17:00:00.000Z', '2026-11-30T07:00:00.000Z'],
    ['late at night', '2026-11-29T23:30Z', '2026-11-29T17:00:00.000Z', '2026-11-30T07:00:00.000Z'],
    ['in the evening', '2026-11-30T20:00Z', '2026-11-29T17:00:00.000Z', '2026-11-30T07:00:00.000Z'],
  ])('of last night is from six to eight, asked %s', (_, now, from, to) => {
    const clock = { now: at(now), zone: 'Europe/Berlin' };
    expect(isoOf(boundsOf(night, clock))).toEqual([from, to]);
  });

  test.each(['1h', '24h', 'last-night', '7d', '30d', '90d'] as const)(
    'of %s, stepped back and forth, is the one that moves with the clock again',
    (name) => {
      const clock = { now: at('2026-10-27T12:34Z'), zone: 'Europe/Berlin' };
      const moving: Range = { name, end: null };
      const before = previousRange(moving, clock);
      expect(nextRange(moving, clock)).toBeNull();
      expect(nextRange(before, clock)).toEqual(moving);
      expect(nextRange(previousRange(before, clock), clock)).toEqual(before);
      if (name === 'last-night') return;
      expect(boundsOf(before, clock).to).toBe(boundsOf(moving, clock).from);
    },
  );

  test('between midnights steps by days, another one by its length', () => {
    const clock = { now: at('2026-12-01T12:00Z'), zone: 'Europe/Berlin' };
    const days: Range = {
      name: 'custom',
      from: at('2026-10-25T23:00Z'),
      to: at('2026-10-27T23:00Z'),
    };
    expect(isoOf(boundsOf(previousRange(days, clock), clock))).toEqual([
      '2026-10-23T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
    const hours: Range = {
      name: 'custom',
      from: at('2026-10-26T10:00Z'),
      to: at('2026-10-26T12:00Z'),
    };
    expect(nextRange(hours, clock)).toEqual({
      name: 'custom',
      from: at('2026-10-26T12:00Z'),
      to: at('2026-10-26T14:00Z'),
    });
    expect(nextRange({ ...hours, to: clock.now + 1 }, clock)).toBeNull();
  });
});
