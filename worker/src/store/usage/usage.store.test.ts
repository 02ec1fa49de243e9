import {
  addFigures,
  addUsage,
  labelKeyOf,
  labelsOfText,
  LIMITS,
  noFigures,
  noUsage,
  TIME,
  USAGE_GROUPINGS,
  type UsageFigures,
} from '@claude-monitor/protocol';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RandomHistory } from '../testing/random-history.fixture.ts';
import {
  activityHour,
  batchOf,
  DAY,
  HOUR,
  requestRow,
  sessionRow,
  taskRow,
  usageHour,
} from '../testing/rows.fixture.ts';
import { chunksOf, readRequests, type RequestRow } from '../testing/requests.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { readUsage } from './usage.ts';
import { writeFlush, type Clock } from '../writes/write-flush.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const STEPS = 12;

const clock: Clock = { now: () => HOUR, sleep: () => Promise.resolve() };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

/** Also by a label, which some rows have and others have not. */
const GROUPINGS = [...USAGE_GROUPINGS, 'label:team', 'label:effort', 'label:none'] as const;

type Grouping = (typeof GROUPINGS)[number];

const labelOf = (row: RequestRow, wanted: string): string | null =>
  labelsOfText(row.labels).find(([key]) => key === wanted)?.[1] ?? null;

function keyOf(row: RequestRow, grouping: Grouping): string | null {
  if (grouping === 'session') return `name of ${row.owner}`;
  if (grouping === 'task') return row.task === '' ? null : `name of ${row.task}`;
  if (grouping === 'provenance') return row.provenance === 'measured' ? 'measured' : 'reported';
  const label = labelKeyOf(grouping);
  if (label !== null) return labelOf(row, label);
  const column = COLUMNS.find((name) => name === grouping);
  return column === undefined ? null : row[column] || null;
}

const COLUMNS = ['agent', 'model', 'project', 'user'] as const;

function sumOf(rows: readonly RequestRow[]): UsageFigures {
  const sums = noFigures();
  for (const row of rows) {
    if (row.provenance !== 'superseded') addUsage(sums, row);
    addUsage(row.provenance === 'measured' ? sums.measured : sums.reported, row);
  }
  return sums;
}

function groupsOf(
  rows: readonly RequestRow[],
  grouping: Grouping,
): Map<string | null, UsageFigures> {
  const keys = new Set(rows.map((row) => keyOf(row, grouping)));
  return new Map(
    [...keys].map((key) => [key, sumOf(rows.filter((row) => keyOf(row, grouping) === key))]),
  );
}

describe('[STO2] after flushes that come late, twice and in any order', () => {
  test.each(SEEDS)('usage of any window equals the sum over requests (seed %i)', async (seed) => {
    const workspace = `seed${String(seed)}`;
    const history = new RandomHistory(seed, workspace);
    for (const batch of history.shuffledFlushes(STEPS)) {
      expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
    }
    for (let check = 0; check < 12; check++) {
      const window = history.anyWindow();
      const rows = history.requests().filter((row) => isIn(row.hour, window));
      for (const groupBy of GROUPINGS) {
        const usage = await readUsage(store.db, workspace, {
          query: { ...window, groupBy: [groupBy] },
        });
        expect(usage.totals).toEqual(sumOf(rows));
        expect(sumOfSeries(usage.series)).toEqual(sumOf(rows).inputTokens);
        const groups = usage.groups.map(
          ({ key, keys: _keys, id: _id, ...figures }) => [key, figures] as const,
        );
        expect(new Map(groups)).toEqual(groupsOf(rows, groupBy));
      }
    }
    const stored = await readRequests(store.db, workspace);
    const tokens = stored.reduce((sum, row) => sum + Number(row['input_tokens']), 0);
    expect(tokens).toBe(allInputTokens(history.requests()));
    const session = history.anyOwner();
    const own = history.requests().filter((row) => row.owner === session);
    const usage = await readUsage(store.db, workspace, {
      query: { session: [session], groupBy: ['model'] },
    });
    expect(usage.totals).toEqual(sumOf(own));
  });

  test.each(SEEDS)('usage of a window that cuts hours is exact (seed %i)', async (seed) => {
    const workspace = `cut${String(seed)}`;
    const history = new RandomHistory(seed + 100, workspace);
    for (const batch of history.shuffledFlushes(STEPS)) await writeFlush(store.db, batch, clock);
    for (let check = 0; check < 12; check++) {
      const window = history.anyCutWindow();
      const rows = history.requests().filter((row) => isIn(row.at, window));
      for (const groupBy of GROUPINGS) {
        const usage = await readUsage(store.db, workspace, {
          query: { ...window, groupBy: [groupBy] },
        });
        expect(usage).toMatchObject({ from: window.from ?? null, to: window.to ?? null });
        expect(usage.totals).toEqual(sumOf(rows));
        expect(sumOfSeries(usage.series)).toEqual(sumOf(rows).inputTokens);
        const groups = usage.groups.map(
          ({ key, keys: _keys, id: _id, ...figures }) => [key, figures] as const,
        );
        expect(new Map(groups)).toEqual(groupsOf(rows, groupBy));
      }
      const session = history.anyOwner();
      const own = await readUsage(store.db, workspace, {
        query: { ...window, session: [session] },
      });
      expect(own.totals).toEqual(sumOf(rows.filter((row) => row.owner === session)));
      const ofProject = await readUsage(store.db, workspace, {
        query: { ...window, project: ['bridge'] },
      });
      expect(ofProject.totals).toEqual(sumOf(rows.filter((row) => row.project === 'bridge')));
      const labelled = await readUsage(store.db, workspace, {
        query: {
          ...window,
          groupBy: ['label:team'],
          label: [['effort', 'high']],
        },
      });
      const high = rows.filter((row) => labelOf(row, 'effort') === 'high');
      expect(labelled.totals).toEqual(sumOf(high));
      expect(
        new Map(labelled.groups.map(({ key, keys: _keys, ...figures }) => [key, figures])),
      ).toEqual(groupsOf(high, 'label:team'));
    }
  });

  test.each([
    ['India', 18.5],
    ['Nepal', 18.25],
    ['Adelaide', 14.5],
  ])('[USE4] two days of %s add up to the sum of both', async (place, utcHours) => {
    const history = new RandomHistory(200, place);
    for (const batch of history.shuffledFlushes(STEPS)) await writeFlush(store.db, batch, clock);
    const midnight = DAY + utcHours * TIME.hourMs;
    const day = (index: number) => midnight + index * TIME.dayMs;
    for (const groupBy of GROUPINGS) {
      const read = (from: number, to: number) =>
        readUsage(store.db, place, { query: { from, to, groupBy: [groupBy] } });
      const [first, second, both] = await Promise.all([
        read(day(0), day(1)),
        read(day(1), day(2)),
        read(day(0), day(2)),
      ]);
      expect(first.totals.requests).toBeGreaterThan(0);
      expect(byKey([...first.groups, ...second.groups])).toEqual(byKey(both.groups));
      expect(byKey([...first.series, ...second.series])).toEqual(byKey(both.series));
      expect(byKey([first.totals, second.totals])).toEqual(byKey([both.totals]));
    }
  });

  test('a cell that no row falls into any more is gone from the trends', async () => {
    const history = new RandomHistory(7, 'vanish');
    for (const batch of history.shuffledFlushes(STEPS)) await writeFlush(store.db, batch, clock);
    await writeFlush(store.db, history.deletion(), clock);
    const cells = sql`select count(*) as n from usage_trend where workspace = 'vanish'`;
    expect(await store.db.get(cells)).toEqual({ n: 0 });
    expect((await readUsage(store.db, 'vanish', { query: {} })).totals).toEqual(noFigures());
  });
});

function byKey(
  parts: readonly (UsageFigures & { key?: string | null; at?: number })[],
): Map<unknown, UsageFigures> {
  const sums = new Map<unknown, UsageFigures>();
  for (const { key, at, ...part } of parts) {
    const sum = sums.get(key ?? at) ?? noFigures();
    addFigures(sum, part);
    sums.set(key ?? at, sum);
  }
  return sums;
}

const isIn = (at: number, window: { from?: number; to?: number }): boolean =>
  at >= (window.from ?? 0) && at < (window.to ?? Infinity);

const allInputTokens = (rows: readonly RequestRow[]): number =>
  rows.reduce((sum, row) => sum + row.inputTokens, 0);

const sumOfSeries = (series: readonly { inputTokens: number }[]): number =>
  series.reduce((sum, point) => sum + point.inputTokens, 0);

test('[STO2] activity trends follow a row to its new project and leave nothing behind', async () => {
  const workspace = 'moves';
  const write = (rev: number, project: string, toolCalls: number) =>
    writeFlush(
      store.db,
      batchOf({ workspace, activityHours: [activityHour({ rev, project, toolCalls })] }),
      clock,
    );
  const cells = sql`select grain, at, project, tool_calls as calls from activity_trend
    where workspace = ${workspace} order by grain`;
  await write(1, '', 3);
  await write(2, 'bridge', 4);
  await write(1, '', 3);
  expect(await store.db.all(cells)).toEqual([
    { grain: 'day', at: DAY, project: 'bridge', calls: 4 },
    { grain: 'hour', at: HOUR, project: 'bridge', calls: 4 },
  ]);
});

describe('usage', () => {
  beforeAll(async () => {
    const hours = [0, 5, 23, 24, 30, 47, 48, 71].map((hour) => DAY + hour * TIME.hourMs);
    await writeFlush(
      store.db,
      batchOf({
        sessions: [sessionRow({ id: 'session-1', sessionId: 'infra-001' })],
        tasks: [taskRow({ id: 'task-1', taskId: 'TASK-1' })],
        usageHours: [
          ...hours.map((hour) => usageHour({ hour, requests: 1, inputTokens: 10 })),
          usageHour({ hour: HOUR, task: 'task-1', requests: 1, inputTokens: 7 }),
          usageHour({ hour: HOUR, provenance: 'reported', model: '', requests: 1, inputTokens: 5 }),
          usageHour({ hour: HOUR, provenance: 'superseded', requests: 1, inputTokens: 3 }),
        ],
      }),
      clock,
    );
  });

  test('[USE1] plain figures leave out superseded reports, the reported part shows them', async () => {
    const { totals } = await readUsage(store.db, 'team', {
      query: {
        from: HOUR,
        to: HOUR + TIME.hourMs,
      },
    });
    expect(totals.inputTokens).toBe(12);
    expect(totals.measured).toEqual({ ...noUsage(), requests: 1, inputTokens: 7 });
    expect(totals.reported).toEqual({ ...noUsage(), requests: 2, inputTokens: 8 });
  });

  test('answers a window back as it was asked', async () => {
    const window = { from: HOUR + 1, to: HOUR + TIME.hourMs + 1 };
    expect(await readUsage(store.db, 'team', { query: window })).toMatchObject(window);
    expect(await readUsage(store.db, 'team', { query: {} })).toMatchObject({
      from: null,
      to: null,
    });
  });

  test('draws two days by the hour and more by the day', async () => {
    const short = await readUsage(store.db, 'team', {
      query: { from: DAY, to: DAY + 2 * TIME.dayMs },
    });
    expect(short.series.map((point) => (point.at - DAY) / TIME.hourMs)).toEqual([
      0, 5, 11, 23, 24, 30, 47,
    ]);
    const long = await readUsage(store.db, 'team', {
      query: { from: DAY, to: DAY + 3 * TIME.dayMs },
    });
    expect(long.series.map((point) => point.at - DAY)).toEqual([0, TIME.dayMs, 2 * TIME.dayMs]);
  });

  test('names sessions and tasks as their callers do, and unattributed usage null', async () => {
    const sessions = await readUsage(store.db, 'team', { query: { groupBy: ['session'] } });
    expect(sessions.groups).toMatchObject([{ key: 'infra-001', id: 'session-1', inputTokens: 92 }]);
    const tasks = await readUsage(store.db, 'team', { query: { groupBy: ['task'] } });
    expect(tasks.groups).toMatchObject([{ key: null }, { key: 'TASK-1', id: 'task-1' }]);
    const models = await readUsage(store.db, 'team', { query: { groupBy: ['model'] } });
    expect(models.groups.map((group) => group.key)).toEqual(['opus', null]);
  });

  test('of one session is found by either id, and of an unknown one nothing', async () => {
    for (const session of ['session-1', 'infra-001']) {
      expect(
        (await readUsage(store.db, 'team', { query: { session: [session] } })).totals.inputTokens,
      ).toBe(92);
    }
    const unknown = await readUsage(store.db, 'team', {
      query: { session: ['nobody'], groupBy: ['agent'] },
    });
    expect(unknown).toMatchObject({ totals: noFigures(), groups: [], series: [] });
  });

  test('of an empty or turned window is nothing', async () => {
    const usage = await readUsage(store.db, 'team', { query: { from: DAY + TIME.dayMs, to: DAY } });
    expect(usage.totals).toEqual(noFigures());
  });

  test('shows the largest groups, and sums them all', async () => {
    const usageHours = Array.from({ length: LIMITS.usageGroups + 5 }, (_, index) =>
      usageHour({ agent: `agent ${String(index)}`, owner: String(index), inputTokens: index + 1 }),
    );
    await writeFlush(store.db, batchOf({ workspace: 'crowd', usageHours }), clock);
    const { groups, totals } = await readUsage(store.db, 'crowd', {
      query: { groupBy: ['agent'] },
    });
    expect(groups).toHaveLength(LIMITS.usageGroups);
    expect(groups[0]?.inputTokens).toBe(usageHours.length);
    expect(totals.inputTokens).toBe((usageHours.length * (usageHours.length + 1)) / 2);
  });
});

test('[ING7] numbers beyond every bound, as an old hub may hold them, fail no flush and no question', async () => {
  const workspace = 'beyond';
  const hours = [9.1e15, 1e308, Infinity].map((value, index) => {
    const owner = `session-${String(index)}`;
    return usageHour({ owner, hour: HOUR, inputTokens: value, costMicros: value, requests: 1 });
  });
  const requests = hours.map((row) => requestRow({ ...row, key: 'request', at: HOUR }));
  const batch = { ...batchOf({ usageHours: hours, requestChunks: chunksOf(requests) }), workspace };
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
  for (const groupBy of [undefined, ...USAGE_GROUPINGS]) {
    const { totals } = await readUsage(store.db, workspace, {
      query: groupBy === undefined ? {} : { groupBy: [groupBy] },
    });
    expect(totals).toMatchObject({ requests: 3, inputTokens: Number.MAX_SAFE_INTEGER });
  }
});

test('[ING7] rows that an older version stored with such numbers are read', async () => {
  const workspace = 'stored';
  const batch = { ...batchOf({ usageHours: [usageHour({ requests: 1 })] }), workspace };
  await writeFlush(store.db, batch, clock);
  for (const table of ['usage_hour', 'usage_trend']) {
    await store.db.run(
      sql.raw(`update ${table} set input_tokens = 9100000000000000, cost_micros = 1e308
        where workspace = '${workspace}'`),
    );
  }
  for (const groupBy of [undefined, ...USAGE_GROUPINGS]) {
    const { totals } = await readUsage(store.db, workspace, {
      query: groupBy === undefined ? {} : { groupBy: [groupBy] },
    });
    expect(totals).toMatchObject({
      inputTokens: Number.MAX_SAFE_INTEGER,
      costMicros: Number.MAX_SAFE_INTEGER,
    });
  }
});
