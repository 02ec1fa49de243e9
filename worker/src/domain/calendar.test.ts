import { TIME, type UsageInterval } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { expect, test } from 'vitest';
import { stretchesOf } from './calendar.ts';

const at = (text: string): number => Date.parse(text);

const cut = (
  from: string,
  to: string,
  { interval, timezone }: { interval: UsageInterval; timezone: string },
) => stretchesOf({ from: at(from), to: at(to) }, interval, timezone);

const hoursOf = (stretches: readonly { at: number; until: number }[]): number[] =>
  stretches.map(({ at, until }) => (until - at) / TIME.hourMs);

test('[USE4] days last 23, 24 or 25 hours where clocks change', () => {
  const spring = cut('2026-03-28T00:00+01:00', '2026-03-31T00:00+02:00', {
    interval: 'day',
    timezone: 'Europe/Berlin',
  });
  expect(hoursOf(spring)).toEqual([24, 23, 24]);
  const autumn = cut('2026-10-24T00:00+02:00', '2026-10-27T00:00+01:00', {
    interval: 'day',
    timezone: 'Europe/Berlin',
  });
  expect(hoursOf(autumn)).toEqual([24, 25, 24]);
});

test('such a day has 23 or 25 hours of its own', () => {
  const spring = cut('2026-03-29T00:00+01:00', '2026-03-30T00:00+02:00', {
    interval: 'hour',
    timezone: 'Europe/Berlin',
  });
  expect(hoursOf(spring)).toEqual(Array(23).fill(1));
  const autumn = cut('2026-10-25T00:00+02:00', '2026-10-26T00:00+01:00', {
    interval: 'hour',
    timezone: 'Europe/Berlin',
  });
  expect(hoursOf(autumn)).toEqual(Array(25).fill(1));
});

test('a day whose midnight is skipped begins when clocks jump, and one that has two with the first', () => {
  const skipped = cut('2026-04-23T22:00Z', '2026-04-25T21:00Z', {
    interval: 'day',
    timezone: 'Africa/Cairo',
  });
  expect(skipped.map((day) => new Date(day.at).toISOString())).toEqual([
    '2026-04-23T22:00:00.000Z',
    '2026-04-24T21:00:00.000Z',
  ]);
  const twice = cut('2026-10-31T04:00Z', '2026-11-02T05:00Z', {
    interval: 'day',
    timezone: 'America/Havana',
  });
  expect(hoursOf(twice)).toEqual([24, 25]);
});

test('hours and days of zones that are half an hour off begin there', () => {
  const days = cut('2026-05-03T18:30Z', '2026-05-05T18:30Z', {
    interval: 'day',
    timezone: 'Asia/Kolkata',
  });
  expect(hoursOf(days)).toEqual([24, 24]);
  const hours = cut('2026-05-03T18:30Z', '2026-05-03T20:00Z', {
    interval: 'hour',
    timezone: 'Asia/Kolkata',
  });
  expect(hoursOf(hours)).toEqual([1, 0.5]);
  const quarter = cut('2026-05-03T18:15Z', '2026-05-04T18:15Z', {
    interval: 'day',
    timezone: 'Asia/Kathmandu',
  });
  expect(hoursOf(quarter)).toEqual([24]);
});

test('a date that a place left out is no day of it', () => {
  const days = cut('2011-12-29T10:00Z', '2011-12-31T10:00Z', {
    interval: 'day',
    timezone: 'Pacific/Apia',
  });
  expect(hoursOf(days)).toEqual([24, 24]);
});

test('weeks begin on Monday, the first and the last may be parts of one', () => {
  const weeks = cut('2026-05-06T12:00Z', '2026-05-19T00:00Z', {
    interval: 'week',
    timezone: 'UTC',
  });
  expect(weeks.map((week) => new Date(week.at).toISOString().slice(0, 10))).toEqual([
    '2026-05-06',
    '2026-05-11',
    '2026-05-18',
  ]);
  expect(hoursOf(weeks)).toEqual([108, 168, 24]);
});

test('an empty or turned window has no stretch', () => {
  expect(
    cut('2026-05-06T12:00Z', '2026-05-06T12:00Z', { interval: 'day', timezone: 'UTC' }),
  ).toEqual([]);
  expect(
    cut('2026-05-06T12:00Z', '2026-05-05T12:00Z', { interval: 'hour', timezone: 'UTC' }),
  ).toEqual([]);
});

const ZONES = [
  ...['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu'],
  ...['Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Chatham', 'Africa/Cairo', 'Pacific/Apia'],
];

test.each(ZONES)('stretches of %s cover a window without a gap, whatever it is', (timezone) => {
  const random = seeded(7);
  for (let round = 0; round < 60; round++) {
    const from = at('2026-01-01T00:00Z') + random.between(0, 500 * 24 * 60) * TIME.minuteMs;
    const to = from + 1 + random.between(0, 40 * 24 * 60) * TIME.minuteMs;
    for (const interval of ['hour', 'day', 'week'] as const) {
      const stretches = stretchesOf({ from, to }, interval, timezone);
      expect([stretches[0]?.at, stretches.at(-1)?.until]).toEqual([from, to]);
      const [, ...later] = stretches;
      expect(later.map((one) => one.at)).toEqual(stretches.slice(0, -1).map((one) => one.until));
    }
  }
});
