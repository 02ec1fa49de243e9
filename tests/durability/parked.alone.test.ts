import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiOf, eventually, usageEvent, type Api } from '../whole/http/api.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { refuseSession } from '../whole/monitor/refusing-libsql.ts';

/** One session of many that the real libSQL server refuses, on the running project. */
const SESSIONS = 400;

let monitor: Monitor;
let api: Api;

beforeAll(async () => {
  monitor = await startMonitor();
  api = apiOf(monitor);
});

afterAll(async () => {
  expect(await monitor.stop()).toBe(0);
});

test('[STO7] [HUB3] a Worker killed while it halves loses nothing, and parks the one bad row only', async () => {
  await refuseSession(monitor, 'bad');
  const events = Array.from({ length: SESSIONS }, (_, index) =>
    usageEvent(index === 123 ? 'bad' : `good-${String(index)}`),
  );
  expect(await api.send(events)).toMatchObject({ accepted: SESSIONS });
  let cutOff = 0;
  for (const afterMs of [20, 40, 60, 80, 120]) {
    // Asking for history asks for a flush.
    const read = api.sessions().catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    for (const pid of monitor.pidsOf('workerd')) process.kill(pid, 'SIGKILL');
    await read;
    const { parked } = await eventually(api.status, () => true);
    if (parked.rows === 0) cutOff++;
  }
  expect(cutOff).toBeGreaterThan(0);
  await eventually(api.usage, ({ fresh }) => fresh);
  const { parked, flush } = await api.status();
  expect(parked.rows).toBe(1);
  expect(flush.failing).toBeNull();
  expect((await api.usage()).totals.requests).toBe(SESSIONS);
  const { items } = await api.sessions();
  expect(items).toHaveLength(SESSIONS - 1);
  for (const { id } of items.slice(0, 20)) expect(await api.eventIds(id)).toHaveLength(1);
});
