import { LIMITS, noStateTimes, TIME } from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countSessions } from '../activity/count-sessions.ts';
import { activityHour, batchOf, DAY, HOUR, sessionRow } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import { writeFlush } from '../writes/write-flush.ts';
import { readUptime } from './uptime.ts';

const NOW = HOUR + 2 * TIME.hourMs;
const clock = { now: () => NOW, sleep: () => Promise.resolve() };
const minutes = (count: number): number => count * TIME.minuteMs;

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  const batch = batchOf({
    sessions: [
      sessionRow({ id: 'over', agentName: 'writer', startedAt: HOUR, lastAt: HOUR, endedAt: HOUR }),
      // Nothing was heard for an hour and forty minutes.
      sessionRow({
        id: 'lost',
        agentName: 'tester',
        project: 'dex',
        startedAt: HOUR,
        lastAt: HOUR + minutes(20),
      }),
      sessionRow({
        id: 'waits',
        agentName: 'writer',
        startedAt: HOUR,
        lastAt: HOUR + minutes(30),
        turn: { state: 'waiting', at: HOUR + minutes(30), reason: 'Asks to use Bash' },
      }),
    ],
    activityHours: [
      activityHour({ owner: 'over', run: 'over', agent: 'writer', activeMs: minutes(30) }),
      activityHour({
        owner: 'over',
        run: 'over',
        agent: 'writer',
        hour: DAY,
        lostMs: minutes(60),
        rev: 2,
      }),
    ],
  });
  expect(await writeFlush(store.db, batch, clock)).toEqual({ ok: true });
});
afterAll(async () => {
  await store.stop();
});

const read = (query: Parameters<typeof readUptime>[2]['query']) =>
  readUptime(store.db, 'team', { query, now: NOW });

describe('[STO11] the states of agents', () => {
  test('are those of rollups, and what goes on since a session was heard last', async () => {
    const { agents, totals, points } = await read({ from: DAY, to: NOW });
    expect(points).toHaveLength(13);
    const of = (name: string) => agents.find(({ agentName }) => agentName === name);
    expect(of('writer')).toMatchObject({
      activeMs: minutes(30),
      lostMs: minutes(60),
      waitingMs: minutes(90),
    });
    expect(of('tester')).toMatchObject({
      activeMs: minutes(5),
      idleMs: minutes(25),
      lostMs: minutes(70),
    });
    expect(of('tester')?.points).toEqual([
      {
        place: 11,
        ...noStateTimes(),
        activeMs: minutes(5),
        idleMs: minutes(25),
        lostMs: minutes(10),
      },
      { place: 12, ...noStateTimes(), lostMs: minutes(60) },
    ]);
    expect(totals.lostMs).toBe(minutes(130));
  });

  test('filters and windows cut them', async () => {
    expect((await read({ from: DAY, to: NOW, agent: ['tester'] })).agents).toHaveLength(1);
    expect((await read({ from: DAY, to: NOW, project: ['dex'] })).agents).toMatchObject([
      { agentName: 'tester' },
    ]);
    const early = await read({ from: DAY, to: DAY + TIME.hourMs });
    expect(early.agents).toMatchObject([{ agentName: 'writer', lostMs: minutes(60), activeMs: 0 }]);
    expect(early.open).toEqual([]);
  });

  test('silences that go on are listed, the newest first', async () => {
    const { open, moreOpen, followedFrom } = await read({ from: DAY, to: NOW });
    expect(open).toMatchObject([
      { session: 'lost', state: 'lost', since: HOUR + minutes(50) },
      { session: 'waits', state: 'waiting', since: HOUR + minutes(30) },
    ]);
    expect([moreOpen, followedFrom]).toEqual([0, null]);
  });

  test('a window that no answer holds is refused by name', async () => {
    await expect(read({ from: DAY - 401 * TIME.dayMs })).rejects.toMatchObject({
      code: 'invalid_query',
      path: 'from',
    });
    await expect(read({ from: DAY - 40 * TIME.dayMs, interval: 'hour' })).rejects.toMatchObject({
      path: 'interval',
    });
  });
});

describe('[STO3] rows that are read', () => {
  test('of sessions no more than a bounded number, and what is left out is said', async () => {
    const sessions = Array.from({ length: 300 }, (_, index) =>
      sessionRow({
        id: `many-${String(index)}`,
        sessionId: `many-${String(index)}`,
        agentName: index % 2 === 0 ? 'even' : 'odd',
        startedAt: DAY - TIME.dayMs + index * 1_000,
        lastAt: DAY - TIME.dayMs + index * 1_000,
      }),
    );
    expect(await writeFlush(store.db, batchOf({ workspace: 'many', sessions }), clock)).toEqual({
      ok: true,
    });
    const query = { from: DAY - TIME.dayMs, to: DAY, groupBy: ['agent' as const] };
    const all = await countSessions(store.db, 'many', { query });
    expect(all.from).toBeNull();
    expect(all.counts.reduce((sum, { count }) => sum + count, 0)).toBe(300);
    store.meter.reset();
    const newest = await countSessions(store.db, 'many', {
      query: { ...query, agent: ['odd'] },
      most: 50,
    });
    expect(store.meter.rowsRead).toBeLessThanOrEqual(4 * 50);
    expect(newest.counts.reduce((sum, { count }) => sum + count, 0)).toBe(25);
    expect(newest.from).toBe(DAY - TIME.dayMs + 249_001);
    expect(LIMITS.countedSessions).toBeLessThanOrEqual(10_000);
  });
});
