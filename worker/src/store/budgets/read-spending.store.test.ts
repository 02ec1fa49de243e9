import { TIME, type Budget } from '@claude-monitor/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOf, DAY, HOUR, sessionRow, usageHour } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { readUsage, type UsageQuery } from '../usage/usage.ts';
import { writeFlush } from '../writes/write-flush.ts';
import { readSpending } from './read-spending.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

const NOW = HOUR + TIME.hourMs;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };
const budget: Budget = {
  ...{ id: 'b', scope: { kind: 'workspace' }, unit: 'tokens', limit: 100, period: 'run' },
  ...{ timezone: 'UTC', channels: null, createdAt: HOUR, alerted: [] },
  ...{ brake: false, setBy: null, tripped: [], lifted: [] },
};

test('a budget of each run knows all that the runs of now used, by two questions however many there are', async () => {
  const ids = Array.from({ length: 300 }, (_, index) => `run-${String(index).padStart(3, '0')}`);
  const rows = ids.map((owner, index) => usageHour({ owner, run: owner, inputTokens: index }));
  const early = usageHour({ owner: 'run-299', run: 'run-299', hour: DAY - 60 * TIME.dayMs });
  const batch = batchOf({
    workspace: 'team',
    sessions: [...ids, 'over'].map((id) => sessionRow({ id, sessionId: id })),
    usageHours: [
      ...rows,
      { ...early, inputTokens: 1_000 },
      usageHour({ owner: 'over', run: 'over', hour: HOUR - TIME.hourMs, inputTokens: 9_999 }),
    ],
  });
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
  let questions = 0;
  const usage = (query: UsageQuery) => {
    questions++;
    return readUsage(store.db, 'team', { query, now: NOW });
  };
  const { parts } = await readSpending({ usage }, budget, NOW);
  expect(questions).toBe(2);
  expect(parts.map(({ key }) => key).sort()).toEqual(ids.slice(-20));
  const dearest = parts.find(({ key }) => key === 'run-299');
  const next = parts.find(({ key }) => key === 'run-298');
  // With what it used two months ago.
  expect((dearest?.amount ?? 0) - (next?.amount ?? 0)).toBeGreaterThan(1_000);
  expect(dearest?.session).toEqual({ id: 'run-299', sessionId: 'run-299' });
});
