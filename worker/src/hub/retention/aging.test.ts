import { RETENTION_BOUNDS, TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { runCommand } from '../commands.ts';
import {
  eventOf,
  KEY,
  realWriter,
  recordingWriter,
  sumOf,
  tablesOf,
  take,
  withCore,
  workday,
} from '../hub.fixture.ts';
import type { OpenHub } from '../open-hub.ts';

const totalsOf = ({ workspaceState }: OpenHub): unknown =>
  structuredClone(workspaceState.state.totals.all);

const rowsIn = (sql: SqlStorage, kind: string): number =>
  Number([...sql.exec(`select count(*) as n from ${kind}_record`)][0]?.['n']);

/** Too many facts for an hour to keep them in its own row. */
const manyRequests = (time: number) =>
  Array.from({ length: 200 }, (_, index) => {
    const requestId = `many-${String(index)}`;
    const rest = { requestId, sessionId: 'busy', source: 'otlp', inputTokens: 5 } as const;
    return eventOf({ id: requestId, type: 'usage', time, ...rest });
  });

async function age(hub: OpenHub): Promise<number> {
  let steps = 0;
  for (; !hub.aging.isIdle; steps++) expect(await hub.aging.step()).toBe('more');
  return steps;
}

describe('[STO5] an hour that nothing arrived for', () => {
  test('is sealed with all sums as they were, and takes nothing more', async () => {
    await withCore({ writer: realWriter }, async (core) => {
      const { hub, clock, ctx, name } = core;
      const events = [...workday(clock.at), ...manyRequests(clock.at)];
      await take(core, events);
      await hub.flusher.flush();
      const [before, sessions] = [
        totalsOf(hub),
        hub.workspaceState.session(hub.workspaceState.find('agent-0') ?? ''),
      ];
      expect(rowsIn(ctx.storage.sql, 'chunk')).toBeGreaterThan(0);
      clock.at += 37 * TIME.dayMs;
      expect(await age(hub)).toBeGreaterThan(3);
      for (const kind of ['hour', 'chunk', 'chunk_index', 'hour_rows']) {
        expect.soft(rowsIn(ctx.storage.sql, kind), kind).toBe(0);
      }
      expect(totalsOf(hub)).toEqual(before);
      const opened = core.again();
      expect(
        opened.workspaceState.session(opened.workspaceState.find('agent-0') ?? ''),
      ).toMatchObject({
        usage: sessions?.usage,
      });
      const again = await take({ ...core, hub: opened }, events);
      expect(again).toEqual({ ok: true, value: events.map(() => 'too_old') });
      expect(opened.ingest.rejections).toEqual({ too_old: events.length });
      expect(totalsOf(opened)).toEqual(before);
      // Its rows stay in libSQL, but for the raw events.
      const tables = await tablesOf(name);
      expect(sumOf(tables.usage_hour, 'input_tokens')).toBeGreaterThan(0);
      expect(tables.block).toEqual([]);
    });
  });

  test('is not one that the hub never had: an import of old events is taken, for once', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const { hub, clock } = core;
      const old = clock.at - 100 * TIME.dayMs;
      const usage = (id: string, time: number) =>
        eventOf({ id, type: 'usage', time, inputTokens: 10 });
      expect(await take(core, [usage('a', old)])).toMatchObject({ value: ['accepted'] });
      clock.at += 20 * TIME.dayMs;
      expect(await take(core, [usage('b', old + 1)])).toMatchObject({ value: ['accepted'] });
      clock.at += 20 * TIME.dayMs;
      await age(hub);
      // Something arrived for it within the time.
      expect(await take(core, [usage('c', old + 2)])).toMatchObject({ value: ['accepted'] });
      clock.at += 40 * TIME.dayMs;
      await age(hub);
      expect(await take(core, [usage('d', old + 3)])).toMatchObject({ value: ['too_old'] });
      expect(await take(core, [usage('e', old + 5 * TIME.hourMs)])).toMatchObject({
        value: ['accepted'],
      });
    });
  });

  test('is what a later link of its session can no longer change', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const { hub, clock } = core;
      await take(core, workday(clock.at));
      clock.at += 40 * TIME.dayMs;
      await age(hub);
      const before = totalsOf(hub);
      await take(core, [
        eventOf({
          id: 'link',
          type: 'task.start',
          taskId: 'T9',
          time: clock.at,
          sessionId: 'late',
          parentSessionId: '00000000-0000-4000-8000-000000000000',
        }),
      ]);
      expect(totalsOf(hub)).toEqual(before);
    });
  });
});

describe('[STO5] a session beyond the horizon', () => {
  test('leaves the hub with all sums as they were, killed after each step', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const { hub, clock, ctx } = core;
      const events = workday(clock.at);
      await take(core, events);
      await hub.flusher.flush();
      const before = totalsOf(hub);
      clock.at += 401 * TIME.dayMs;
      for (let opened = core.again(); !opened.aging.isIdle; opened = core.again()) {
        await opened.aging.step();
        opened.workspaceState.checkpoint();
      }
      const opened = core.again();
      for (const kind of ['session', 'task', 'hour', 'chunk', 'track', 'subagent', 'list']) {
        expect.soft(rowsIn(ctx.storage.sql, kind), kind).toBe(0);
      }
      expect(totalsOf(opened)).toEqual(before);
      expect(opened.workspaceState.state.totals.sessions).toBe(0);
      expect(await take({ ...core, hub: opened }, events)).toMatchObject({
        value: events.map(() => 'too_old'),
      });
      expect(totalsOf(opened)).toEqual(before);
    });
  });
});

describe('[STO10] what was sealed', () => {
  test('is taken back when its session is deleted', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const { hub, clock } = core;
      await take(core, workday(clock.at, 2));
      const before = totalsOf(hub);
      await take(core, workday(clock.at, 3).slice(20));
      expect(totalsOf(hub)).not.toEqual(before);
      clock.at += 40 * TIME.dayMs;
      await age(hub);
      const what = { kind: 'session', id: 'agent-2' } as const;
      expect(await runCommand({ hub, hash: KEY.hash }, 'deleteData', 'd', what)).toMatchObject({
        ok: true,
      });
      await hub.maintenance.run();
      expect(totalsOf(hub)).toEqual(before);
    });
  });
});

describe('[STO5] the numbers of a workspace', () => {
  test('are changed by an admin, shown in the status, and hold from then on', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const { hub, clock, ctx } = core;
      await take(core, workday(clock.at));
      clock.at += 5 * TIME.dayMs;
      await age(hub);
      expect(rowsIn(ctx.storage.sql, 'hour')).toBeGreaterThan(0);
      const change = { factsDays: 3, auditLines: 200 };
      expect(await runCommand({ hub, hash: KEY.hash }, 'changeRetention', change)).toMatchObject({
        ok: true,
      });
      await hub.maintenance.run();
      expect(rowsIn(ctx.storage.sql, 'hour')).toBe(0);
      const status = await runCommand({ hub: core.again(), hash: KEY.hash }, 'status');
      expect(status).toMatchObject({
        value: {
          retention: {
            ...change,
            bounds: RETENTION_BOUNDS,
            horizonDays: 400,
            ranAt: clock.at,
            deletions: 0,
          },
        },
      });
      expect(
        await runCommand({ hub, hash: KEY.hash }, 'changeRetention', { blocksDays: 401 }),
      ).toMatchObject({
        ok: false,
        error: { code: 'invalid_body' },
      });
    });
  });
});

describe('[STO5] incidents', () => {
  test('of a session that leaves are over, and leave when they are as old', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      const { hub, clock } = core;
      const { incidents } = hub.alerts;
      const listed = (state?: 'resolved') =>
        incidents.store
          .list({ limit: 10, ...(state === undefined ? {} : { state }) }, clock.at)
          .items.map(({ kind, resolution }) => [kind, resolution]);
      await take(core, [eventOf({ id: 'old', type: 'prompt', sessionId: 'old', time: clock.at })]);
      clock.at += 31 * TIME.minuteMs;
      hub.alerts.onAlarm();
      expect(listed()).toEqual([['lost', null]]);
      await hub.flusher.flush();
      clock.at += 401 * TIME.dayMs;
      await age(hub);
      expect(hub.workspaceState.find('old')).toBeNull();
      expect(listed()).toEqual([]);
      expect(listed('resolved')).toEqual([['lost', 'gone']]);
      expect(incidents.store.isUnstamped).toBe(false);
      clock.at += 401 * TIME.dayMs;
      await age(hub);
      expect(listed('resolved')).toEqual([]);
    });
  });
});
