import { TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchOf, HOUR, requestRow, sessionRow, usageHour } from '../../testing/rows.fixture.ts';
import { chunkOf } from '../../testing/requests.fixture.ts';
import { startStore, type TestStore } from '../../testing/store.fixture.ts';
import { writeFlush } from '../../writes/write-flush.ts';
import { requestsOfSession } from './session-requests.ts';

const HOURS = 15;
const PER_HOUR = 4;
const OWN = { owner: 'session-1', run: 'run-1' };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const hours = Array.from({ length: HOURS }, (_, index) => HOUR + index * TIME.hourMs);
  const batch = batchOf({
    sessions: [sessionRow({ id: 'session-1' })],
    requestChunks: hours.map((hour) =>
      chunkOf([
        ...Array.from({ length: PER_HOUR }, (_, index) =>
          requestRow({
            ...OWN,
            hour,
            at: hour + index,
            requests: 1,
            inputTokens: hour === HOUR ? 7 : 1,
            ...(index === 0
              ? { unpricedRequests: 1 }
              : { costMicros: index, clientCostMicros: index }),
            agentId: index === 1 ? 'sub' : '',
          }),
        ),
        requestRow({ ...OWN, owner: 'session-2', hour, at: hour + 9, requests: 1 }),
      ]),
    ),
    usageHours: hours.flatMap((hour) => [
      usageHour({ ...OWN, hour, requests: PER_HOUR }),
      usageHour({ ...OWN, owner: 'session-2', hour, requests: 1 }),
    ]),
  });
  const clock = { now: () => HOUR, sleep: () => Promise.resolve() };
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
});
afterAll(async () => {
  await store.stop();
});

async function allOf(limit: number) {
  const items = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await requestsOfSession(store.db, 'team', { id: 'session-1', query });
    if (page === null) throw new Error('no session');
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    cursor = page.next;
  }
  return items;
}

describe('the requests of a session', () => {
  test.each([3, 7, 25, 500])(
    'are its own, each once, the newest first, in pages of %i',
    async (limit) => {
      const items = await allOf(limit);
      expect(items).toHaveLength(HOURS * PER_HOUR);
      const times = items.map(({ at }) => at);
      expect(times).toEqual(times.toSorted((a, b) => b - a));
      expect(new Set(times).size).toBe(HOURS * PER_HOUR);
    },
  );

  test('[USE3] without a price have none, and without a client’s figure none of that', async () => {
    const oldest = (await allOf(500)).slice(-PER_HOUR);
    expect(oldest.toReversed()).toMatchObject([
      { at: HOUR, costMicros: null, clientCostMicros: null, agentId: null, inputTokens: 7 },
      { at: HOUR + 1, costMicros: 1, clientCostMicros: 1, agentId: 'sub', task: null },
      { costMicros: 2, model: 'opus', provenance: 'measured' },
      { costMicros: 3 },
    ]);
  });

  test('of a session that is not there are not known; a cursor of something else is refused', async () => {
    expect(
      await requestsOfSession(store.db, 'team', { id: 'nobody', query: { limit: 5 } }),
    ).toBeNull();
    expect(
      await requestsOfSession(store.db, 'others', { id: 'session-1', query: { limit: 5 } }),
    ).toBeNull();
    await expect(
      requestsOfSession(store.db, 'team', {
        id: 'session-1',
        query: { limit: 5, cursor: 'nonsense' },
      }),
    ).rejects.toMatchObject({ code: 'invalid_query', path: 'cursor' });
  });

  test('[STO3] a page reads the chunks of a few hours, not all of them', async () => {
    store.meter.reset();
    await requestsOfSession(store.db, 'team', { id: 'session-1', query: { limit: 5 } });
    expect(store.meter.rowsRead).toBeLessThan(200);
  });
});
