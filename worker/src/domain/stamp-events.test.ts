import { eventSchema, LIMITS, TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { stampEvents, type Sender } from './stamp-events.ts';

const NOW = Date.UTC(2026, 4, 4, 12);
const NOBODY: Sender = { user: null, device: null };

const eventAt = (time: number, fields: object = {}) =>
  eventSchema.parse({ id: 'e', type: 'prompt', sessionId: 's', time, ...fields });

const stampOne = (time: number, sentAt: number | null = null) =>
  stampEvents([eventAt(time)], { sentAt, receivedAt: NOW, sender: NOBODY })[0];

describe('[ING5] the clock at ingest', () => {
  test.each([
    { name: 'now', time: NOW, sentAt: null, is: { time: NOW } },
    { name: 'a clock that is off by little', time: NOW, sentAt: NOW - 30_000, is: { time: NOW } },
    {
      name: 'a clock that is behind',
      time: NOW - 40_000,
      sentAt: NOW - 40_000,
      is: { time: NOW, clock: 'shifted' },
    },
    {
      name: 'a clock that is ahead',
      time: NOW + 7 * TIME.hourMs,
      sentAt: NOW + 7 * TIME.hourMs,
      is: { time: NOW, clock: 'shifted' },
    },
    {
      name: 'a little ahead',
      time: NOW + LIMITS.futureMs,
      sentAt: null,
      is: { time: NOW + LIMITS.futureMs },
    },
    {
      name: 'too far ahead',
      time: NOW + LIMITS.futureMs + 1,
      sentAt: null,
      is: { time: NOW, clock: 'clamped' },
    },
    {
      name: 'the year 9999',
      time: Date.UTC(9999, 0),
      sentAt: null,
      is: { time: NOW, clock: 'clamped' },
    },
    {
      name: 'a fraction of a millisecond',
      time: NOW,
      sentAt: NOW - 40_000.4,
      is: { time: NOW + 40_000, clock: 'shifted' },
    },
  ])('$name', ({ time, sentAt, is }) => {
    const moved = is.time === time ? {} : { shiftMs: is.time - time };
    expect(stampOne(time, sentAt)).toEqual({
      ...eventAt(is.time),
      receivedAt: NOW,
      ...is,
      ...moved,
    });
  });

  test.each([
    { name: '1970', time: 0 },
    { name: 'just beyond the horizon', time: NOW - LIMITS.horizonMs - 1 },
  ])('$name is too old', ({ time }) => {
    expect(stampOne(time)).toBeNull();
  });

  test('one bad time does not move the others', () => {
    const events = [eventAt(0), eventAt(NOW), eventAt(Date.UTC(9999, 0))];
    const all = stampEvents(events, { sentAt: null, receivedAt: NOW, sender: NOBODY });
    expect(all.map((event) => event?.time ?? null)).toEqual([null, NOW, NOW]);
  });
});

test.each([
  { age: LIMITS.lateMs, mark: undefined },
  { age: LIMITS.lateMs + 1, mark: 'late' },
  { age: LIMITS.backfillMs, mark: 'late' },
  { age: LIMITS.backfillMs + 1, mark: 'backfill' },
  { age: LIMITS.horizonMs, mark: 'backfill' },
])('[FLD3] an event that is $age ms old at arrival is marked $mark', ({ age, mark }) => {
  expect(stampOne(NOW - age)?.mark).toBe(mark);
});

test('[WHO8] what an event says of itself does not overrule its key', () => {
  const events = [eventAt(NOW, { user: 'mallory', device: 'd' }), eventAt(NOW)];
  const sender = { user: 'ada', device: null };
  const all = stampEvents(events, { sentAt: null, receivedAt: NOW, sender });
  expect(all.map((event) => [event?.user, event?.device])).toEqual([
    ['ada', 'd'],
    ['ada', undefined],
  ]);
});
