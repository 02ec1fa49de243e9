import { labelSetId, labelText } from '@claude-monitor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOf, HOUR, usageHour } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { writeFlush } from './write-flush.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

const clock = { now: () => HOUR, sleep: () => Promise.resolve() };
const labelsOf = (index: number): string => labelText({ request: String(index) });
const rowOf = (index: number, rest: Partial<ReturnType<typeof usageHour>> = {}) =>
  usageHour({ labels: labelsOf(index), inputTokens: 7, ...rest });

/** Tokens of each trend's cell, by grain and user. */
async function cellsOf(labels: string): Promise<unknown[]> {
  const { rows } = await store.db.$client.execute({
    sql: 'select grain, user, input_tokens from usage_trend where labels = ? order by grain, user',
    args: [labelSetId(labels)],
  });
  return rows.map(({ grain, user, input_tokens: tokens }) => [grain, user, tokens]);
}

test('[STO2] a flush computes the cells of its own labels again, and leaves those of a thousand others', async () => {
  const usageHours = Array.from({ length: 1_000 }, (_, index) => rowOf(index, { user: 'ana' }));
  expect(await writeFlush(store.db, batchOf({ usageHours }), clock)).toEqual({ ok: true });
  // What a flush looks at it puts right: so it is seen what it looks at.
  await store.db.$client.execute('update usage_trend set input_tokens = 5');
  const next = batchOf({ usageHours: [rowOf(1, { user: 'bea', rev: 9 })], toSeq: 9 });
  expect(await writeFlush(store.db, next, clock)).toEqual({ ok: true });
  // The row moved: the cell that it came from is gone.
  expect(await cellsOf(labelsOf(1))).toEqual([
    ['day', 'bea', 7],
    ['hour', 'bea', 7],
  ]);
  const { rows } = await store.db.$client.execute(
    'select count(*) as cells from usage_trend where input_tokens = 5',
  );
  expect(rows[0]?.['cells']).toBe(2 * 999);
});
