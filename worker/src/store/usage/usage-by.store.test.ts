import { noFigures, TIME, type UsageGrouping, type UsageInterval } from '@claude-monitor/protocol';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stretchesOf } from '../../domain/calendar.ts';
import { RandomHistory } from '../testing/random-history.fixture.ts';
import type { RequestRow } from '../testing/requests.fixture.ts';
import { DAY, HOUR } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import {
  asMap,
  groupsOf,
  isIn,
  labelOf,
  sumOf,
  sumOfAll,
} from '../testing/usage-reference.fixture.ts';
import { writeFlush, type Clock } from '../writes/write-flush.ts';
import { readUsage, type UsageQuery } from './usage.ts';

/** Every answer against a reference that adds up requests one by one. */

const SEEDS = [1, 2, 3, 4];
const ROUNDS = 25;
const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
] as const;
const GROUPINGS = [
  ...(['agent', 'model', 'project', 'user', 'session', 'task', 'provenance'] as const),
  ...(['label:team', 'label:effort'] as const),
] satisfies UsageGrouping[];

const clock: Clock = { now: () => HOUR, sleep: () => Promise.resolve() };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

/** Any of some values of each of some dimensions, and how a request passes. */
function anyFilter(random: ReturnType<typeof seeded>): {
  query: UsageQuery;
  passes: (row: RequestRow) => boolean;
} {
  const query: UsageQuery = {};
  const sometimes = (): boolean => random.chance(0.2);
  const some = <Item>(items: readonly [Item, ...Item[]]): Item[] => [
    random.pick(items),
    random.pick(items),
  ];
  if (sometimes()) query.agent = some(['infra', 'solidity', 'auditor']);
  if (sometimes()) query.model = some(['opus', 'sonnet']);
  if (sometimes()) query.project = some(['bridge', 'vault']);
  if (sometimes()) query.user = some(['ada', 'lin']);
  if (sometimes()) query.session = some(['session-1', 'name of session-2', 'nobody']);
  if (sometimes()) query.task = some(['task-1', 'task-2']);
  if (sometimes()) query.provenance = [random.pick(['measured', 'reported'])];
  if (sometimes())
    query.label = some([
      ['team', 'core'],
      ['team', 'docs'],
      ['effort', 'high'],
    ]);
  const isAny = (wanted: readonly string[] | undefined, value: string): boolean =>
    wanted === undefined || wanted.includes(value);
  return {
    query,
    passes: (row) =>
      isAny(query.agent, row.agent) &&
      isAny(query.model, row.model) &&
      isAny(query.project, row.project) &&
      isAny(query.user, row.user) &&
      (isAny(query.session, row.owner) || isAny(query.session, `name of ${row.owner}`)) &&
      isAny(query.task, row.task) &&
      isAny(query.provenance, row.provenance === 'measured' ? 'measured' : 'reported') &&
      ['team', 'effort'].every((key) => {
        const values = (query.label ?? []).filter(([name]) => name === key).map(([, one]) => one);
        return values.length === 0 || values.includes(labelOf(row, key));
      }),
  };
}

describe('[STO2] [USE4] usage equals the sum over requests', () => {
  test.each(SEEDS)('by several groups, filters and intervals (seed %i)', async (seed) => {
    const workspace = `by${String(seed)}`;
    const history = new RandomHistory(seed + 300, workspace);
    for (const batch of history.shuffledFlushes(12)) await writeFlush(store.db, batch, clock);
    const random = seeded(seed);
    for (let round = 0; round < ROUNDS; round++) {
      const from = DAY + random.between(0, 60 * 60) * TIME.minuteMs + random.between(0, 1);
      const to = from + random.between(1, 60 * 60) * TIME.minuteMs;
      const timezone = random.pick(ZONES);
      const interval = random.pick<UsageInterval>(['hour', 'day', 'week']);
      const groupBy = random.shuffled(GROUPINGS).slice(0, random.between(1, 3));
      const { query, passes } = anyFilter(random);
      const usageQuery = {
        ...query,
        from,
        to,
        groupBy,
        interval,
        timezone,
        seriesOf: 'groups',
      } as const;
      const usage = await readUsage(store.db, workspace, { query: usageQuery });
      const rows = history
        .requests()
        .filter((row) => isIn(row, { at: from, until: to }) && passes(row));
      expect(usage.totals).toEqual(sumOf(rows));
      expect(asMap(usage.groups)).toEqual(groupsOf(rows, groupBy));
      expect(usage.groups.every(({ key, keys }) => key === keys[0])).toBe(true);
      expect(sumOfAll(usage.groups)).toEqual(usage.totals);
      expect(sumOfAll(usage.series)).toEqual(usage.totals);
      const stretches = stretchesOf({ from, to }, interval, timezone);
      expect(usage.series.map(({ at, until }) => ({ at, until }))).toEqual(stretches);
      for (const { at, until, groups = [], others, ...figures } of usage.series) {
        const own = rows.filter((row) => isIn(row, { at, until }));
        expect(figures).toEqual(sumOf(own));
        expect(sumOfAll([...groups, others ?? noFigures()])).toEqual(figures);
        const wanted = groupsOf(own, groupBy);
        for (const [keys, sum] of asMap(groups)) expect(sum).toEqual(wanted.get(keys));
      }
    }
  });

  test('the groups of a series are the five that cost most in the whole window', async () => {
    const history = new RandomHistory(77, 'dearest');
    for (const batch of history.shuffledFlushes(12)) await writeFlush(store.db, batch, clock);
    const window = { from: DAY, to: DAY + 5 * TIME.dayMs };
    const groupBy: UsageGrouping[] = ['agent', 'project', 'model'];
    const { groups, series } = await readUsage(store.db, 'dearest', {
      query: {
        ...window,
        groupBy,
        interval: 'day',
        seriesOf: 'groups',
      },
    });
    expect(groups.length).toBeGreaterThan(5);
    const dearest = groups
      .toSorted((a, b) => b.costMicros - a.costMicros)
      .slice(0, 5)
      .map(({ keys }) => JSON.stringify(keys));
    const named = new Set(
      series.flatMap((point) => (point.groups ?? []).map(({ keys }) => JSON.stringify(keys))),
    );
    expect([...named].sort()).toEqual(dearest.sort());
  });
});

describe('an interval', () => {
  test('of a zone with half an hour has points where nothing was used, too', async () => {
    const { series, totals } = await readUsage(store.db, 'nobody', {
      query: {
        from: DAY - 5.5 * TIME.hourMs,
        to: DAY + 18.5 * TIME.hourMs,
        interval: 'hour',
        timezone: 'Asia/Kolkata',
      },
    });
    expect(series).toHaveLength(24);
    expect(series.map(({ requests }) => requests)).toEqual(Array(24).fill(0));
    expect(totals).toEqual(noFigures());
  });

  test('ends now where no end is given, and says so', async () => {
    const usageQuery = { from: DAY, interval: 'day' } as const;
    const { from, to, series } = await readUsage(store.db, 'nobody', {
      query: usageQuery,
      now: DAY + TIME.hourMs,
    });
    expect([from, to]).toEqual([DAY, DAY + TIME.hourMs]);
    expect(series).toMatchObject([{ at: DAY, until: DAY + TIME.hourMs }]);
  });

  test.each([
    [{ interval: 'day' } as const, 'from'],
    [{ interval: 'hour', from: DAY - 365 * TIME.dayMs, to: DAY } as const, 'interval'],
  ])('%j is refused by the field at fault', async (query, path) => {
    await expect(readUsage(store.db, 'team', { query })).rejects.toMatchObject({
      code: 'invalid_query',
      path,
    });
  });
});
