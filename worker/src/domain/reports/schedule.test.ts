import { TIME, type ReportPeriod } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { comparedWith, lastPeriod, periodAt, periodBefore, periodOfId } from './periods.ts';
import { dueReport, nextDueAt } from './schedule.ts';

const at = (text: string): number => Date.parse(text);
const iso = (time: number): string => new Date(time).toISOString().slice(0, 16);

/** Both changes of the clocks in 2026 of four zones: the days around each, and hours that the change touches. */
const CHANGES = [
  { zone: 'Europe/Berlin', days: ['2026-03-29', '2026-10-25'] },
  { zone: 'America/New_York', days: ['2026-03-08', '2026-11-01'] },
  { zone: 'Australia/Lord_Howe', days: ['2026-10-04', '2026-04-05'] },
  { zone: 'America/Santiago', days: ['2026-09-06', '2026-04-05'] },
  // They skip midnight; the last hour of a day; two hours; three quarters of two.
  { zone: 'Africa/Cairo', days: ['2026-04-24', '2026-10-30'] },
  { zone: 'America/Godthab', days: ['2026-03-28', '2026-10-24'] },
  { zone: 'Antarctica/Troll', days: ['2026-03-29', '2026-10-25'] },
  { zone: 'Pacific/Chatham', days: ['2026-09-27', '2026-04-05'] },
] as const;

/** What a clock on the wall shows there. */
const wall = (time: number, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(
    time,
  );

describe.each(CHANGES)('a daily report in $zone', ({ zone, days }) => {
  test.each([0, 1, 2, 3, 8, 23])(
    'at %i o’clock is of each day once across both changes',
    (hour) => {
      const wanted = `${String(hour).padStart(2, '0')}:00`;
      for (const day of days) {
        const rhythm = { period: 'day' as const, timezone: zone, hour };
        let now = at(`${day}T00:00:00Z`) - 4 * TIME.dayMs;
        const reported: string[] = [];
        while (reported.length < 8) {
          const dueAt = nextDueAt(rhythm, now);
          const due = dueReport(rhythm, now, dueAt);
          expect(due).toMatchObject({ dueAt, missed: 0, isLate: false });
          reported.push(due?.period.id ?? '');
          now = dueAt;
          if (wall(dueAt, zone).slice(11) === wanted) continue;
          // Where the hour is skipped, the clocks jump over it at that moment.
          const [before, after] = [wall(dueAt - 60_000, zone), wall(dueAt, zone)];
          const skipped = [before, after].map((shown) => `${shown.slice(0, 10)} ${wanted}`);
          expect(skipped.some((one) => before < one && one < after)).toBe(true);
        }
        const [first = ''] = reported;
        expect(reported).toEqual(
          reported.map((_, place) =>
            new Date(at(`${first}T00:00:00Z`) + place * TIME.dayMs).toISOString().slice(0, 10),
          ),
        );
      }
    },
  );
});

describe.each(CHANGES)('a weekly report in $zone', ({ zone, days }) => {
  test('is due on Monday at the hour there, before and after both changes', () => {
    for (const day of days) {
      const rhythm = { period: 'week' as const, timezone: zone, hour: 8 };
      let now = at(`${day}T00:00:00Z`) - 9 * TIME.dayMs;
      for (let week = 0; week < 3; week++) {
        now = nextDueAt(rhythm, now);
        expect(wall(now, zone).slice(11)).toBe('08:00');
        expect(new Date(`${wall(now, zone).slice(0, 10)}T00:00:00Z`).getUTCDay()).toBe(1);
      }
    }
  });
});

test('the weeks of a change last an hour less or more, and lie against each other', () => {
  const spring = periodOfId('2026-W13', 'Europe/Berlin');
  const autumn = periodOfId('2026-W43', 'Europe/Berlin');
  const hours = (one: typeof spring): number => ((one?.to ?? 0) - (one?.from ?? 0)) / TIME.hourMs;
  expect([hours(spring), hours(autumn)]).toEqual([167, 169]);
  expect(periodAt('week', spring?.to ?? 0, 'Europe/Berlin').id).toBe('2026-W14');
});

test.each<[ReportPeriod, string, string]>([
  ['week', '2026-11-30T14:00Z', '2026-W48'],
  ['week', '2027-01-03T12:00Z', '2026-W52'],
  ['week', '2027-01-04T12:00Z', '2026-W53'],
  ['day', '2026-03-01T00:00Z', '2026-02-28'],
])('the last %s at %s is %s', (period, now, id) => {
  const last = lastPeriod(period, at(now), 'UTC');
  expect(last.id).toBe(id);
  expect(periodOfId(id, 'UTC')).toEqual(last);
  expect(periodBefore(periodAt(period, at(now), 'UTC'), 'UTC')).toEqual(last);
});

test('every day and week of twelve years is found again by its id', () => {
  for (let time = at('2020-01-01T00:00Z'); time < at('2032-01-01T00:00Z'); time += TIME.dayMs) {
    for (const period of ['day', 'week'] as const) {
      const one = periodAt(period, time, 'UTC');
      expect(periodOfId(one.id, 'UTC')).toEqual(one);
      expect(one.from <= time && time < one.to).toBe(true);
    }
  }
});

test('a period under way is held against as much of the one before, and never more than it has', () => {
  const now = at('2026-11-04T12:00Z');
  const week = periodAt('week', now, 'UTC');
  const before = periodBefore(week, 'UTC');
  const cut = comparedWith(week, before, now);
  expect(iso(cut.to)).toBe('2026-10-28T12:00');
  expect(comparedWith(before, periodBefore(before, 'UTC'), now).to).toBe(before.from);
  expect(comparedWith(week, before, week.from - 1).to).toBe(before.from);
});

describe('what is due', () => {
  const rhythm = { period: 'day' as const, timezone: 'UTC', hour: 8 };
  const made = at('2026-11-01T09:00Z');

  test('is nothing before the hour, then the day before, on time', () => {
    expect(dueReport(rhythm, made, at('2026-11-02T07:59Z'))).toBeNull();
    expect(dueReport(rhythm, made, at('2026-11-02T08:00Z'))).toMatchObject({
      period: { id: '2026-11-01' },
      isLate: false,
      missed: 0,
    });
  });

  test('is late when nothing could be sent at its hour, and one message for all that was missed', () => {
    expect(dueReport(rhythm, made, at('2026-11-02T11:00Z'))).toMatchObject({
      isLate: true,
      missed: 0,
    });
    const due = dueReport(rhythm, made, at('2026-11-05T08:01Z'));
    expect(due).toMatchObject({ period: { id: '2026-11-04' }, isLate: false, missed: 3 });
    expect(dueReport(rhythm, due?.dueAt ?? 0, at('2026-11-05T08:02Z'))).toBeNull();
  });

  test('after ten years is still one, at once', () => {
    expect(dueReport(rhythm, made, at('2036-11-05T08:01Z'))).toMatchObject({
      period: { id: '2036-11-04' },
    });
  });

  test('is nothing while the clock stands before what was sent', () => {
    const due = dueReport(rhythm, made, at('2026-11-05T08:01Z'));
    expect(dueReport(rhythm, due?.dueAt ?? 0, at('2026-11-03T08:01Z'))).toBeNull();
  });
});
