import { afterAll, beforeAll, expect, test } from 'vitest';
import { batchOf, blockOf, eventOf, HOUR, sessionRow } from '../../testing/rows.fixture.ts';
import { eventsOfSession } from './session-events.ts';
import { startStore, type TestStore } from '../../testing/store.fixture.ts';
import { writeFlush } from '../../writes/write-flush.ts';

const BLOCKS = 11;
const PER_BLOCK = 3;

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const blocks = Array.from({ length: BLOCKS }, (_, index) => {
    const seq = index * PER_BLOCK;
    return blockOf(
      seq,
      [seq, seq + 1, seq + 2].map((number) => eventOf(`e${String(number)}`, HOUR + number)),
    );
  });
  const batch = batchOf({
    sessions: [
      sessionRow({ id: 'session-1', startedAt: HOUR }),
      sessionRow({
        id: 'session-3',
        sessionId: 'audit-003',
        run: { id: 'run-3', sessionId: 'client-run' },
      }),
      sessionRow({ id: 'session-2', startedAt: HOUR + 30, attempt: 2 }, { run: 'session-1' }),
    ],
    blocks: [
      ...blocks,
      blockOf(5, [eventOf('of another session')], 'session-9'),
      ...[100, 103, 109].map((seq) => blockOf(seq, [eventOf(`own ${String(seq)}`)], 'session-3')),
      ...[101, 105, 107].map((seq) => blockOf(seq, [eventOf(`run ${String(seq)}`)], 'run-3')),
    ],
  });
  const clock = { now: () => HOUR, sleep: () => Promise.resolve() };
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
});
afterAll(async () => {
  await store.stop();
});

async function idsOf(session: string, limit: number): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { session, limit, ...(cursor === undefined ? {} : { cursor }) };
    const page = await eventsOfSession(store.db, 'team', query);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    expect(page.items.length).toBeGreaterThan(0);
    ids.push(...page.items.map((event) => event.id));
    cursor = page.next;
  }
  return ids;
}

const newestFirst = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `e${String(to - 1 - index)}`);

test.each([1, 2, 3, 7, 15, 30, 100])(
  'events come newest first, each once, in pages of %i',
  async (limit) => {
    expect(await idsOf('session-1', limit)).toEqual(newestFirst(0, 30));
  },
);

test('each attempt under one id shows what happened in its own time', async () => {
  expect(await idsOf('session-2', 2)).toEqual(newestFirst(30, 33));
  expect(await idsOf('infra-001', 2)).toEqual(newestFirst(30, 33));
});

test.each([1, 2, 4, 9])(
  'a session that stands for its run shows the events of both, in pages of %i',
  async (limit) => {
    const seqs = ['own 109', 'run 107', 'run 105', 'own 103', 'run 101', 'own 100'];
    expect(await idsOf('session-3', limit)).toEqual(seqs);
  },
);

test('by a label only events that carry it come, and pages end before a whole session is read', async () => {
  const count = 60;
  const labelled = Array.from({ length: count }, (_, index) =>
    blockOf(
      1_000 + index,
      [
        {
          ...eventOf(`labelled ${String(index)}`),
          ...(index % 29 === 0 ? { labels: { team: 'core', stage: String(index) } } : {}),
        },
      ],
      'session-7',
    ),
  );
  const batch = batchOf({
    sessions: [sessionRow({ id: 'session-7', sessionId: 'l' })],
    blocks: labelled,
  });
  const clock = { now: () => HOUR, sleep: () => Promise.resolve() };
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
  const pagesOf = async (label: [string, string][]) => {
    const pages: string[][] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const query = {
        session: 'session-7',
        limit: 2,
        label,
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page = await eventsOfSession(store.db, 'team', query);
      pages.push(page.items.map(({ id }) => id));
      cursor = page.next;
    }
    return pages;
  };
  const found = await pagesOf([['team', 'core']]);
  expect(found.flat()).toEqual(['labelled 58', 'labelled 29', 'labelled 0']);
  expect(found.length).toBeGreaterThan(1);
  expect(
    (
      await pagesOf([
        ['team', 'core'],
        ['stage', '29'],
      ])
    ).flat(),
  ).toEqual(['labelled 29']);
  expect((await pagesOf([['team', 'cor']])).flat()).toEqual([]);
});

test('an unknown session and another workspace have none', async () => {
  const query = { session: 'session-1', limit: 5 };
  expect(await eventsOfSession(store.db, 'rival', query)).toEqual({ items: [], next: null });
  const nobody = await eventsOfSession(store.db, 'team', { ...query, session: 'nobody' });
  expect(nobody).toEqual({ items: [], next: null });
});

test('a cursor that was tampered with is refused with a code', async () => {
  const read = eventsOfSession(store.db, 'team', { session: 'session-1', limit: 5, cursor: 'e30' });
  await expect(read).rejects.toMatchObject({ code: 'invalid_query' });
});
