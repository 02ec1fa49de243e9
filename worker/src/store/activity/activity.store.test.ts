import { TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activityHour, batchOf, DAY, HOUR, sessionRow } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { writeFlush } from '../writes/write-flush.ts';
import { readActivity } from './activity.ts';

const NOW = HOUR + TIME.hourMs;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };
const ada = { agent: 'writer', project: 'dex', user: 'ada' };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const batch = batchOf({
    sessions: [
      sessionRow({ id: 'a', agentName: 'writer', project: 'dex', user: 'ada', startedAt: HOUR }),
      sessionRow({ id: 'b', agentName: 'writer', project: 'dex', startedAt: DAY - 1 }),
      sessionRow({ id: 'c', agentName: 'tester', project: null, startedAt: HOUR + 5 }),
    ],
    activityHours: [
      activityHour({ ...ada, owner: 'a', run: 'a', tasksDone: 3, tasksFailed: 1, errors: 2 }),
      activityHour({ ...ada, owner: 'a', run: 'a', hour: DAY, tasksDone: 4 }),
      activityHour({ ...ada, owner: 'b', run: 'b', hour: DAY - TIME.hourMs, tasksDone: 8 }),
      activityHour({
        owner: 'c',
        run: 'c',
        agent: 'tester',
        project: '',
        user: '',
        tasksDone: 1,
        toolCalls: 9,
      }),
    ],
  });
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
});
afterAll(async () => {
  await store.stop();
});

const read = (query: Parameters<typeof readActivity>[2]['query']) =>
  readActivity(store.db, 'team', { query, now: NOW });

const sums = (rows: readonly { tasksDone: number; sessions: number }[]) =>
  rows.map(({ tasksDone, sessions }) => [tasksDone, sessions]);

describe('what agents did', () => {
  test('[STO2] groups and series add up to the totals', async () => {
    const { totals, groups, series } = await read({
      from: DAY - TIME.dayMs,
      to: DAY + TIME.dayMs,
      groupBy: ['agent'],
      interval: 'day',
    });
    expect(totals).toMatchObject({ tasksDone: 16, tasksFailed: 1, errors: 2, sessions: 3 });
    expect(groups.map(({ keys }) => keys)).toEqual([['writer'], ['tester']]);
    expect(sums(groups)).toEqual([
      [15, 2],
      [1, 1],
    ]);
    expect(sums(series)).toEqual([
      [8, 1],
      [8, 2],
    ]);
  });

  test('filters match any of their values, and what has none is null', async () => {
    const window = { from: DAY, to: DAY + TIME.dayMs };
    const { groups } = await read({ ...window, groupBy: ['project', 'user'] });
    expect(groups.map(({ keys }) => keys)).toEqual([
      ['dex', 'ada'],
      [null, null],
    ]);
    const { totals } = await read({ ...window, agent: ['tester', 'nobody'] });
    expect(totals).toMatchObject({ tasksDone: 1, toolCalls: 9, sessions: 1 });
    expect((await read({ ...window, project: ['nowhere'] })).totals.tasksDone).toBe(0);
  });

  test('an hour counts once, in the point it begins in, also in a zone of half hours', async () => {
    const { totals, series } = await read({
      from: DAY - 5.5 * TIME.hourMs,
      to: DAY + 18.5 * TIME.hourMs,
      interval: 'hour',
      timezone: 'Asia/Kolkata',
    });
    expect(series).toHaveLength(24);
    expect(series.reduce((sum, point) => sum + point.tasksDone, 0)).toBe(totals.tasksDone);
    expect(totals.tasksDone).toBe(16);
  });

  test('without a window it is all there is, and no series', async () => {
    const { totals, series, groups } = await read({});
    expect(totals.tasksDone).toBe(16);
    expect([series, groups]).toEqual([[], []]);
  });

  test('an interval without a start is refused by name', async () => {
    await expect(read({ interval: 'day' })).rejects.toMatchObject({ code: 'invalid_query' });
  });
});
