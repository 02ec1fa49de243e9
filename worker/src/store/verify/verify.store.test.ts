import { labelText, TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RandomHistory } from '../testing/random-history.fixture.ts';
import {
  activityHour,
  batchOf,
  DAY,
  errorHour,
  HOUR,
  requestRow,
  taskRow,
  usageHour,
} from '../testing/rows.fixture.ts';
import { smallSessions } from '../testing/small-sessions.fixture.ts';
import { chunksOf } from '../testing/requests.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { writeFlush, type Clock } from '../writes/write-flush.ts';
import { differencesBetween, type Difference } from './difference.ts';
import { verifyWorkspace, workspacesOf } from './verify.ts';

const clock: Clock = { now: () => HOUR, sleep: () => Promise.resolve() };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

async function differences(workspace: string): Promise<Difference[]> {
  const found: Difference[] = [];
  for await (const difference of verifyWorkspace(store.db, workspace)) found.push(difference);
  return found;
}

describe('[STO8] verification', () => {
  test.each([1, 2, 3])('finds nothing in what flushes left behind (seed %i)', async (seed) => {
    const workspace = `fine${String(seed)}`;
    for (const batch of new RandomHistory(seed, workspace).shuffledFlushes(12)) {
      await writeFlush(store.db, batch, clock);
    }
    await writeFlush(store.db, smallSessions(workspace, 0, 30), clock);
    expect(await differences(workspace)).toEqual([]);
  });

  describe('of a workspace with a planted difference', () => {
    const workspace = 'planted';
    beforeEach(async () => {
      for (const table of TABLES) await store.db.$client.execute(`delete from ${table}`);
      await writeFlush(store.db, whole(workspace), clock);
      expect(await differences(workspace)).toEqual([]);
    });

    test.each([
      [
        'a rollup that is too large',
        'usage_hour',
        'update usage_hour set input_tokens = input_tokens + 1 where ROW',
      ],
      ['a rollup that is lost', 'usage_hour', 'delete from usage_hour where ROW'],
      ['a rollup of another task', 'usage_hour', "update usage_hour set task = 'other' where ROW"],
      ['a rollup of another user', 'usage_hour', "update usage_hour set user = 'eve' where ROW"],
      ['a request that is lost', 'usage_hour', 'delete from request_chunk where ROW'],
      [
        'a request that costs more',
        'usage_hour',
        "update request_chunk set requests = json_set(requests, '$[0][0][0][5]', 1) where ROW",
      ],
      [
        'a request out of its hour',
        'request_chunk',
        "update request_chunk set requests = json_set(requests, '$[0][0][0][0]', 86400000) where ROW",
      ],
      [
        'a trend of an hour',
        'usage_trend',
        "update usage_trend set requests = 0 where grain = 'hour'",
      ],
      [
        'a trend of a day that is lost',
        'usage_trend',
        "delete from usage_trend where grain = 'day'",
      ],
      [
        'a trend of a day too many',
        'usage_trend',
        "insert into usage_trend select workspace, grain, at + 864000000, agent, project, user, model, labels, provenance, 1, 1, 1, 1, 1, 1, 1, 1 from usage_trend where grain = 'day' limit 1",
      ],
      [
        'activity of an hour',
        'activity_trend',
        "update activity_trend set tool_calls = 9 where grain = 'hour'",
      ],
      [
        'activity of a day',
        'activity_trend',
        "update activity_trend set tasks_done = 9 where grain = 'day'",
      ],
      ['a set of labels that is lost', 'label_set', 'delete from label_set'],
      ['a label of a set that is lost', 'label_set', "delete from label_set where key = 'team'"],
      [
        'a label of another value',
        'label_set',
        "update label_set set value = 'x' where key = 'team'",
      ],
      ['errors that nobody counted', 'activity_hour', 'update error_hour set count = count + 1'],
      [
        'a project with a task too many',
        'project',
        'update project set open_tasks = open_tasks + 1',
      ],
      ['a task that is lost', 'project', "delete from task where id = 'task-1'"],
    ])('finds %s', async (_, table, plant) => {
      await store.db.$client.execute(
        plant.replace('ROW', 'run = (select min(run) from usage_hour)'),
      );
      const found = await differences(workspace);
      expect(found.map((difference) => difference.table)).toContain(table);
      for (const { expected, found: stands } of found) expect(expected).not.toEqual(stands);
    });
  });

  test('and a flush of the same rows puts a set of labels right', async () => {
    const batch = whole('labels');
    await writeFlush(store.db, batch, clock);
    await store.db.$client.execute("update label_set set value = 'x' where key = 'team'");
    await store.db.$client.execute("delete from label_set where key = 'branch'");
    expect(await differences('labels')).toMatchObject([{ table: 'label_set' }]);
    await writeFlush(store.db, batch, clock);
    expect(await differences('labels')).toEqual([]);
  });

  test('[ING7] finds nothing in sums that end at the greatest number that is kept', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const owners = Array.from({ length: 1_030 }, (_, index) => `session-${String(index)}`);
    const batch = batchOf({
      workspace: 'greatest',
      requestChunks: chunksOf(owners.map((owner) => requestRow({ owner, inputTokens: most }))),
      usageHours: owners.map((owner) => usageHour({ owner, inputTokens: most })),
    });
    expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
    expect(await differences('greatest')).toEqual([]);
  });

  test('knows the workspaces that there are', async () => {
    await writeFlush(store.db, batchOf({ workspace: 'somebody' }), clock);
    expect(await workspacesOf(store.db)).toContain('somebody');
  });
});

const TABLES = [
  'label_set',
  'hub_cursor',
  'session',
  'task',
  'project',
  'request_chunk',
  'usage_hour',
  'usage_trend',
  'activity_hour',
  'activity_trend',
  'error_hour',
];

const whole = (workspace: string) => {
  const batch = smallSessions(workspace, 0, 3);
  batch.tasks.push(taskRow({ id: 'task-1', project: 'bridge', origin: 'prometheus' }));
  const labels = labelText({ team: 'core', branch: 'main' });
  batch.requestChunks.push(...chunksOf([requestRow({ owner: 'labelled', labels })]));
  batch.usageHours.push(usageHour({ owner: 'labelled', labels }));
  batch.activityHours.push(activityHour({ errors: 2, toolCalls: 3 }));
  batch.errorHours.push(errorHour({ count: 2 }));
  return batch;
};

describe('rows of two sides', () => {
  const comparison = {
    table: 'usage_hour',
    key: ['hour', 'owner'],
    figures: ['requests', 'costMicros'],
  };
  const row = { hour: DAY, owner: 'a', requests: 2, costMicros: 5, rev: 9 };

  test('that agree differ in nothing, in whatever order and parts they come', () => {
    const parts = [
      { ...row, requests: 1, costMicros: 5 },
      { ...row, requests: 1, costMicros: 0 },
    ];
    const zero = { ...row, owner: 'b', requests: 0, costMicros: 0 };
    expect(differencesBetween(comparison, [row], [...parts, zero])).toEqual([]);
  });

  test('that disagree are shown by key, with the figures that differ', () => {
    const other = { ...row, costMicros: 6 };
    const lost = { ...row, hour: DAY + TIME.hourMs };
    expect(differencesBetween(comparison, [row, lost], [other])).toEqual([
      {
        table: 'usage_hour',
        key: { hour: DAY, owner: 'a' },
        expected: { costMicros: 5 },
        found: { costMicros: 6 },
      },
      {
        table: 'usage_hour',
        key: { hour: DAY + TIME.hourMs, owner: 'a' },
        expected: { requests: 2, costMicros: 5 },
        found: { requests: 0, costMicros: 0 },
      },
    ]);
  });
});
