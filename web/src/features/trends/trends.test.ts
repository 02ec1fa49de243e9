import type { UsageAnswer } from '@claude-monitor/protocol/api/index';
import { noFigures, type UsageFigures } from '@claude-monitor/protocol/figures';
import { TIME } from '@claude-monitor/protocol/limits';
import { describe, expect, test } from 'vitest';
import { boundsOf, type Range } from '../../lib/range/range.ts';
import { breakdownOf } from './breakdown.ts';
import { chartData } from './chart-points.ts';
import { groupQuery } from './group-query.ts';
import { cachedShare, changeWords, growthWords, valueOf, valueWords } from './measures.ts';
import { moversOf, pairsOf } from './movers.ts';
import { periodBefore } from './previous.ts';
import { trendSentence, type Shown } from './trend-sentence.ts';
import { intervalsFor, viewFrom } from './trends-address.ts';

function used(costMicros: number, requests = 100, unpricedRequests = 0): UsageFigures {
  const sums = {
    requests,
    inputTokens: requests,
    outputTokens: 0,
    cacheReadTokens: requests * 3,
    cacheCreationTokens: 0,
    costMicros,
    unpricedRequests,
  };
  return { ...noFigures(), ...sums, measured: { ...sums } };
}

const group = (key: string | null, costMicros: number, requests = 100) => ({
  ...used(costMicros, requests),
  key,
  keys: [key],
});

function answer(groups: UsageAnswer['groups'], totals: UsageFigures): UsageAnswer {
  return { asOf: 0, fresh: true, from: 0, to: 1, totals, groups, others: null, series: [] };
}

describe('the sentence of trends', () => {
  const says = (change: Partial<Shown> = {}): string => {
    const now = change.now ?? used(12_000_000);
    const before = change.before ?? used(10_000_000);
    const pairs = pairsOf([group('writer', 9_000_000)], [group('writer', 7_500_000)]);
    const totals = { now, before };
    const movers = change.movers ?? moversOf(pairs, { measure: 'cost', totals, most: 8 });
    const shown = { when: 'in the last 7 days', isFiltered: false, ...change };
    return trendSentence({ ...shown, now, before, movers })
      .map(({ text }) => text)
      .join('');
  };

  test('says whether it gets dearer, and who makes it so', () => {
    expect(says()).toBe(
      '$12.00 in the last 7 days, up $2.00 from the previous period. writer accounts for $1.50 of the rise.',
    );
    expect(says({ now: used(8_000_000), before: used(10_000_000) })).toContain('down $2.00');
    expect(says({ now: used(10_050_000) })).toBe(
      '$10.05 in the last 7 days, about as much as in the previous period.',
    );
  });

  test.each([
    ['few requests now', { now: used(12_000_000, 19) }],
    ['few requests before', { before: used(10_000_000, 19) }],
    ['a part of before has no price', { before: used(10_000_000, 100, 1) }],
  ])('claims no change where %s', (_, change) => {
    expect(says(change)).toBe('$12.00 in the last 7 days.');
  });

  test('claims no cause that made less than half, or more than all, or has no name', () => {
    const pairs = (now: number, name: string | null = 'writer') => ({
      movers: moversOf(pairsOf([group(name, now)], [group(name, 0)]), {
        measure: 'cost' as const,
        totals: { now: used(12_000_000), before: used(10_000_000) },
        most: 8,
      }),
    });
    for (const change of [pairs(900_000), pairs(2_100_000), pairs(1_500_000, null)]) {
      expect(says(change)).toBe('$12.00 in the last 7 days, up $2.00 from the previous period.');
    }
  });

  test('says what has no price, and that there is nothing', () => {
    expect(says({ now: used(12_000_000, 100, 1) })).toBe(
      '$12.00 in the last 7 days, without 1 request that has no price.',
    );
    expect(says({ now: used(0, 100, 100) })).toBe(
      '400 tokens in the last 7 days. None of it has a list price.',
    );
    expect(says({ now: noFigures(), isFiltered: true })).toBe(
      'Nothing was used by what matches in the last 7 days.',
    );
    expect(says({ before: noFigures() })).toContain('nothing in the previous period');
    expect(says({ now: used(12_000_000, 1_001), before: used(10_000, 100) })).toBe(
      '$12.00 in the last 7 days. There is too little in the previous period to compare.',
    );
  });
});

describe('movers and breakdown', () => {
  const now = [group('a', 900, 10), group('b', 50, 10), group(null, 7, 1)];
  const before = [group('a', 100, 10), group('gone', 300, 10)];
  const totals = { now: used(1_000), before: used(400) };

  test('changes of all groups of both periods add up to the change of the whole', () => {
    const movers = moversOf(pairsOf(now, before), { measure: 'cost', totals, most: 2 });
    expect(movers.shown.map(({ pair, change }) => [pair.name, change])).toEqual([
      ['a', 800],
      ['gone', -300],
    ]);
    expect(movers).toMatchObject({ net: 600, others: { count: 2, change: 100 } });
  });

  test('rows add up to the total, with what is attributed to nobody in a row of its own', () => {
    const { rows, total } = breakdownOf({
      usage: answer(now, totals.now),
      usageBefore: answer(before, totals.before),
      activity: null,
      measure: 'cost',
      most: 1,
    });
    expect(rows.map(({ kind, name, now }) => [kind, name, now.costMicros])).toEqual([
      ['group', 'a', 900],
      ['unattributed', null, 7],
      ['others', null, 93],
    ]);
    expect(rows.reduce((sum, row) => sum + row.now.costMicros, 0)).toBe(total.now.costMicros);
    expect(rows.reduce((sum, row) => sum + row.before.costMicros, 0)).toBe(400);
  });

  test('a group leads to its sessions with the filters of the page', () => {
    const query = new URLSearchParams('range=30d&agent=x&measure=tokens');
    const pageView = { query, address: (path: string) => path };
    const lead = (by: Parameters<typeof groupQuery>[0]['by'], name: string) =>
      groupQuery({ ...pageView, by, id: JSON.stringify('id 1'), name });
    expect(lead('agent', 'a&b')).toBe('/sessions?range=30d&agent=a%26b');
    expect(lead('label:team', 'core')).toBe('/sessions?range=30d&agent=x&label=team%3Acore');
    expect(lead('session', 's')).toBe('/sessions/id%201');
    expect(lead('task', 's')).toBe('/tasks?task=id%201');
  });
});

describe('the chart', () => {
  const point = (at: number, costMicros: number) => ({
    ...used(costMicros),
    at,
    until: at + 10,
    groups: [group('a', costMicros - 1)],
    others: used(1),
  });

  test('draws groups and others, and nothing of the future', () => {
    const usage = { ...answer([], used(0)), series: [point(0, 5), point(10, 7), point(20, 9)] };
    const { bands, points } = chartData({
      usage,
      usageBefore: { ...usage, series: [point(-30, 3)] },
      activity: null,
      measure: 'cost',
      now: 12,
    });
    expect(bands).toEqual([{ id: '"a"', name: 'a' }]);
    expect(
      points.map(({ values, others, total, before }) => [values, others, total, before]),
    ).toEqual([
      [[4], 1, 5, 3],
      [[6], 1, 7, null],
      [[null], null, null, null],
    ]);
    expect(points.map(({ isRunning }) => isRunning)).toEqual([false, true, false]);
  });

  test('of what is not counted is of nothing, not of zero', () => {
    const usage = { ...answer([], used(0)), series: [point(0, 5)] };
    const sources = { usage, usageBefore: usage, activity: null, now: 5 };
    expect(chartData({ ...sources, measure: 'done' }).points[0]?.total).toBeNull();
    expect(chartData({ ...sources, measure: 'cached' }).points[0]?.total).toBe(0.75);
  });
});

describe('measures in words', () => {
  test('a share of nothing, and activity that is not counted, have no value', () => {
    expect(cachedShare(noFigures())).toBeNull();
    expect(valueOf('errors', { usage: noFigures(), activity: null })).toBeNull();
    expect(valueWords('cost', null)).toBe('–');
  });

  test('changes have a sign, and growth from nothing has no share', () => {
    expect(changeWords('cost', -8_570_000)).toBe('−$8.57');
    expect(changeWords('cached', 0.009)).toBe('+0.9 pt');
    expect(changeWords('done', 0)).toBe('0');
    expect(growthWords('cost', 114, 100)).toBe('+14%');
    expect(growthWords('cost', 995, 1_000)).toBe('±0%');
    expect(growthWords('cost', 5, 0)).toBeNull();
    expect(growthWords('cost', 999, 100)).toBe('+899%');
    expect(growthWords('cost', 1_000, 100)).toBe('×10');
    expect(growthWords('cost', 1e6, 1)).toBe('×1,000,000');
    expect(growthWords('cost', 0, 100)).toBe('−100%');
    expect(growthWords('cached', null, 0.5)).toBeNull();
  });
});

describe('what an address asks for', () => {
  const days = (count: number) => ({ from: 0, to: count * TIME.dayMs });

  test('is the nearest that this version knows and the range allows', () => {
    const pageView = (text: string, bounds = days(30)) =>
      viewFrom(new URLSearchParams(text), bounds);
    expect(pageView('')).toEqual({ measure: 'cost', by: 'agent', interval: 'day' });
    expect(pageView('measure=done&by=label:team&interval=week')).toEqual({
      measure: 'done',
      by: 'label:team',
      interval: 'week',
    });
    expect(pageView('measure=joy&by=moon&interval=hour').interval).toBe('day');
    expect(pageView('by=label:').by).toBe('agent');
    expect(pageView('', days(1)).interval).toBe('hour');
    expect(intervalsFor(days(900))).toEqual(['week']);
  });
});

describe('the period before', () => {
  const zone = 'Europe/Berlin';
  const at = (text: string): number => Date.parse(text);

  test('is cut at the same time of its last day, over a change of clocks too', () => {
    const now = at('2026-10-27T10:30:00+01:00');
    const range: Range = { name: '7d', end: null };
    expect(boundsOf(range, { now, zone }).from).toBe(at('2026-10-21T00:00:00+02:00'));
    expect(periodBefore(range, { now, zone })).toEqual({
      from: at('2026-10-14T00:00:00+02:00'),
      to: at('2026-10-20T10:30:00+02:00'),
    });
  });

  test('is whole where this one is over, and as long for hours', () => {
    const now = at('2026-11-30T10:30:00+01:00');
    const end = at('2026-11-20T00:00:00+01:00');
    expect(periodBefore({ name: '7d', end }, { now, zone })).toEqual({
      from: at('2026-11-06T00:00:00+01:00'),
      to: at('2026-11-13T00:00:00+01:00'),
    });
    expect(periodBefore({ name: '24h', end: null }, { now, zone })).toEqual({
      from: now - 2 * TIME.dayMs,
      to: now - TIME.dayMs,
    });
  });

  test('of one that has not begun is empty', () => {
    const now = at('2026-11-30T10:30:00+01:00');
    const { from, to } = periodBefore(
      { name: 'custom', from: now + TIME.dayMs, to: now + 2 * TIME.dayMs },
      { now, zone },
    );
    expect(to).toBe(from);
  });
});
