import { TIME } from '@claude-monitor/protocol/limits';
import { noStateTimes } from '@claude-monitor/protocol/live/state-times';
import { describe, expect, test } from 'vitest';
import { busiestOf, weekHoursOf } from './week-hours.ts';

/** A Monday. */
const MONDAY = Date.UTC(2026, 9, 19);
const HOUR = TIME.hourMs;

/** Long after all of it. */
const asOf = Date.UTC(2030, 0, 1);

const pointsOf = (hours: number, from = MONDAY) =>
  Array.from({ length: hours }, (_, index) => ({
    at: from + index * HOUR,
    until: from + (index + 1) * HOUR,
  }));

const agent = (agentName: string, ...at: [place: number, activeMs: number][]) => ({
  agentName,
  ...noStateTimes(),
  points: at.map(([place, activeMs]) => ({ place, ...noStateTimes(), activeMs })),
});

describe('the hours of the week', () => {
  test('say how many worked at once on average, over all weeks of the window', () => {
    const agents = [
      agent('a', [9, HOUR], [9 + 168, HOUR / 2]),
      agent('b', [9, HOUR / 2], [24 + 3, HOUR / 4]),
    ];
    const hours = weekHoursOf({ agents, points: pointsOf(2 * 168), asOf }, 'UTC') ?? [];
    expect(hours).toHaveLength(168);
    expect(hours.filter(({ atWork }) => atWork !== 0)).toEqual([
      { day: 0, hour: 9, atWork: 1 },
      { day: 1, hour: 3, atWork: 0.125 },
    ]);
    expect(busiestOf(hours)).toEqual({ day: 0, hour: 9, atWork: 1 });
  });

  test('are those of the viewer: in another zone they stand elsewhere, half hours by where they begin', () => {
    const agents = [agent('a', [20, HOUR])];
    const at = (zone: string) =>
      busiestOf(
        weekHoursOf({ agents, points: pointsOf(168, MONDAY + 14 * TIME.dayMs), asOf }, zone) ?? [],
      );
    expect(at('Europe/Berlin')).toMatchObject({ day: 0, hour: 21 });
    expect(at('Asia/Kolkata')).toMatchObject({ day: 1, hour: 1 });
  });

  test('of a week whose clocks are set back count the hour that comes twice as two', () => {
    // On Sunday the 25th, 02:00 to 03:00 comes twice in Berlin.
    const twice = [7 * 24 - 24, 7 * 24 - 23].map((place): [number, number] => [place, HOUR]);
    const points = pointsOf(2 * 168 + 1);
    const sunday = weekHoursOf(
      { agents: [agent('a', ...twice)], points, asOf },
      'Europe/Berlin',
    )?.find(({ day, hour }) => day === 6 && hour === 2);
    expect(sunday?.atWork).toBeCloseTo(2 / 3);
  });

  test('leave open the one that the clocks skip', () => {
    // On Sunday the 28th of March 2027, 02:00 does not come in Berlin.
    const from = Date.UTC(2027, 2, 21, 23);
    const hours =
      weekHoursOf({ agents: [], points: pointsOf(167, from), asOf }, 'Europe/Berlin') ?? [];
    expect(hours.filter(({ atWork }) => atWork === null)).toEqual([
      { day: 6, hour: 2, atWork: null },
    ]);
  });

  test('leave open what is still to come, and count of the running hour what is over', () => {
    const agents = [agent('a', [150, HOUR / 4])];
    const now = MONDAY + 150.5 * HOUR;
    const hours = weekHoursOf({ agents, points: pointsOf(168), asOf: now }, 'UTC') ?? [];
    expect(hours.filter(({ atWork }) => atWork === null)).toHaveLength(168 - 151);
    expect(busiestOf(hours)).toEqual({ day: 6, hour: 6, atWork: 0.5 });
  });

  test('are not said of less than six days, or by days', () => {
    expect(weekHoursOf({ agents: [], points: pointsOf(143), asOf }, 'UTC')).toBeNull();
    const days = [{ at: MONDAY, until: MONDAY + 24 * HOUR }];
    expect(weekHoursOf({ agents: [], points: days, asOf }, 'UTC')).toBeNull();
    expect(weekHoursOf({ agents: [], points: [], asOf }, 'UTC')).toBeNull();
    expect(
      busiestOf(weekHoursOf({ agents: [], points: pointsOf(168), asOf }, 'UTC') ?? []),
    ).toBeNull();
  });
});
