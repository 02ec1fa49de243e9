import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVENTS_OF_A_SMALL_SESSION, smallSessions } from './testing/small-sessions.fixture.ts';
import { startStore, type TestStore } from './testing/store.fixture.ts';
import { writeFlush } from './writes/write-flush.ts';

const SESSIONS = 2_000;
const SESSIONS_A_FLUSH = 50;
const EVENTS = SESSIONS * EVENTS_OF_A_SMALL_SESSION;

const clock = { now: () => Date.UTC(2026, 4, 5), sleep: () => Promise.resolve() };

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
});
afterAll(async () => {
  await store.stop();
});

/** Bytes of the pages that hold something. */
async function usedBytes(): Promise<number> {
  const { rows } = await store.db.$client.execute(
    'select (page_count - freelist_count) * page_size as bytes from pragma_page_count, pragma_freelist_count, pragma_page_size',
  );
  return Number(rows[0]?.['bytes']);
}

test('small sessions take at most 500 bytes an event', async () => {
  const empty = await usedBytes();
  store.meter.reset();
  for (let first = 0; first < SESSIONS; first += SESSIONS_A_FLUSH) {
    const batch = smallSessions('team', first, SESSIONS_A_FLUSH);
    expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
  }
  const rows = store.meter.rowsWritten / EVENTS;
  const written = ((await usedBytes()) - empty) / EVENTS;
  console.log(`bytes an event: ${written.toFixed(0)}; rows written: ${rows.toFixed(2)}`);
  expect(written).toBeLessThanOrEqual(500);
});
