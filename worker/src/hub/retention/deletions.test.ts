import { describe, expect, test } from 'vitest';
import { runCommand } from '../commands.ts';
import { poison } from '../flush/parked/parked.fixture.ts';
import {
  eventOf,
  KEY,
  NOTHING_TO_DELETE,
  realWriter,
  AWAY,
  tablesOf,
  take,
  withCore,
  workday,
} from '../hub.fixture.ts';
import type { OpenHub } from '../open-hub.ts';
import { CANARY, canaryEvents, everythingIn, found, naming, RUN } from './canaries.fixture.ts';

async function remove(hub: OpenHub, id = `${CANARY} session`): Promise<void> {
  expect(
    await runCommand({ hub, hash: KEY.hash }, 'deleteData', 'd1', { kind: 'session', id }),
  ).toMatchObject({ ok: true, value: { id: 'd1', doneAt: null } });
}

const totalsOf = ({ workspaceState }: OpenHub): unknown => {
  const { usage, errors, highErrors, tasksDone, tasksFailed } = workspaceState.state.totals.all;
  return structuredClone({ usage, errors, highErrors, tasksDone, tasksFailed });
};

describe('[STO10] a session that is deleted', () => {
  test('leaves no byte in the hub or in libSQL, and all sums of others', async () => {
    await withCore({ writer: realWriter }, async (core) => {
      const { hub, clock } = core;
      await take(core, workday(clock.at));
      const before = totalsOf(hub);
      await take(core, canaryEvents(clock.at));
      expect(await hub.flusher.flush()).toBe(true);
      // Some of it is in the journal still.
      await take(core, [
        eventOf({
          id: `${CANARY} late`,
          type: 'usage',
          sessionId: `${CANARY} session`,
          inputTokens: 3,
        }),
        eventOf({ id: 'stays', type: 'prompt' }),
      ]);
      hub.workspaceState.checkpoint();
      expect(found(await everythingIn(core)).length).toBeGreaterThan(10);
      await remove(hub);
      await hub.maintenance.run();
      expect(hub.deletions.list).toMatchObject([{ id: 'd1', doneAt: clock.at }]);
      expect(found(await everythingIn(core))).toEqual([]);
      expect(totalsOf(hub)).toEqual(before);
      expect(JSON.stringify(hub.audit.list())).not.toContain(CANARY);
      expect(hub.audit.list()[0]).toMatchObject({ kind: 'data_deleted', id: 'd1' });
    });
  });

  test('is refused when it is sent again, also by a hub that was closed', async () => {
    await withCore({ writer: realWriter }, async (core) => {
      const events = canaryEvents(core.clock.at);
      await take(core, events);
      await remove(core.hub);
      await core.hub.maintenance.run();
      const hub = core.again();
      expect(await take({ ...core, hub }, events)).toEqual({
        ok: true,
        value: events.map(() => 'deleted'),
      });
      expect(hub.ingest.rejections).toEqual({ deleted: events.length });
      // Another session that says it was made in it brings it back no more than it does itself.
      const child = { sessionId: 'child', parentSessionId: RUN, taskId: 'T1' };
      await take({ ...core, hub }, [eventOf({ id: 'child', type: 'task.start', ...child })]);
      await hub.flusher.flush();
      expect(found(await everythingIn(core))).toEqual([]);
    });
  });

  test('goes on after a kill between any two steps, and with libSQL away', async () => {
    let isAway = true;
    const writer = () => ({
      ...NOTHING_TO_DELETE,
      ...realWriter(),
      write: async (batch: Parameters<ReturnType<typeof realWriter>['write']>[0]) =>
        isAway ? AWAY : await realWriter().write(batch),
    });
    await withCore({ writer }, async (core) => {
      await take(core, workday(core.clock.at));
      const before = totalsOf(core.hub);
      await take(core, canaryEvents(core.clock.at));
      await remove(core.hub);
      let steps = 0;
      for (let hub = core.again(); !hub.deletions.isIdle; hub = core.again()) {
        const end = await hub.deletions.step();
        if (end === 'later') isAway = false;
        steps++;
      }
      expect(steps).toBeGreaterThan(6);
      const hub = core.again();
      expect(totalsOf(hub)).toEqual(before);
      expect(await hub.flusher.flush()).toBe(true);
      expect(found(await everythingIn(core))).toEqual([]);
    });
  });
});

describe('[STO10] others who named a deleted session', () => {
  test('say that it was deleted, in facts, histories of tasks, raw events and the graph', async () => {
    await withCore({ writer: realWriter }, async (core) => {
      const { hub, clock } = core;
      await take(core, [...canaryEvents(clock.at), ...naming(clock.at, 'flushed')]);
      expect(await hub.flusher.flush()).toBe(true);
      await take(core, naming(clock.at, 'journaled'));
      await remove(hub);
      await hub.maintenance.run();
      expect(hub.deletions.isIdle).toBe(true);
      expect(found(await everythingIn(core))).toEqual([]);
      // Said again, or reported late, it is not named either.
      const opened = core.again();
      await take({ ...core, hub: opened }, naming(clock.at, 'late'));
      expect(await opened.flusher.flush()).toBe(true);
      const all = await everythingIn(core);
      expect(found(all)).toEqual([]);
      expect(all).toContain('libsql edge_hour: to_agent deleted session');
      const tasks = opened.workspaceState.records.listed.task.newest(10);
      expect(tasks).toHaveLength(3);
      for (const task of tasks) {
        expect(JSON.stringify(opened.workspaceState.taskHistory(task))).toContain(
          'deleted session',
        );
      }
    });
  });
});

describe('[STO7] parked rows of others', () => {
  test('name no deleted session, and the rest of them stays', async () => {
    await withCore({ writer: realWriter }, async (core) => {
      const { hub, clock } = core;
      const isTheirs = `new.workspace = '${core.name}' and new.hour > 0`;
      const cures = [
        await poison('edge_hour', isTheirs),
        await poison('block', "new.workspace = '" + core.name + "'"),
      ];
      try {
        await take(core, [...canaryEvents(clock.at), ...naming(clock.at, 'parked')]);
        expect(await hub.flusher.flush()).toBe(true);
        const before = hub.parked.size.rows;
        await remove(hub);
        await hub.maintenance.run();
        expect(hub.deletions.isIdle).toBe(true);
        expect(found(await everythingIn(core))).toEqual([]);
        expect(hub.parked.size.rows).toBeGreaterThan(0);
        expect(hub.parked.size.rows).toBeLessThan(before);
      } finally {
        for (const cure of cures) await cure();
      }
      await hub.flusher.retryParked(hub.parked.bySilence);
      expect(hub.parked.isEmpty).toBe(true);
      const all = await everythingIn(core);
      expect(found(all)).toEqual([]);
      expect(all).toContain('libsql edge_hour: to_agent deleted session');
    });
  });
});

describe('[STO10] a user who is deleted', () => {
  test('takes all sessions along, and their later ones are refused', async () => {
    await withCore({ writer: realWriter }, async (core) => {
      const { hub, clock } = core;
      await take(core, workday(clock.at));
      const before = totalsOf(hub);
      const events = canaryEvents(clock.at);
      await take(core, events);
      for (let index = 0; index < 60; index++) {
        const of = { sessionId: `${CANARY} ${String(index)}`, user: CANARY };
        await take(core, [
          eventOf({ id: `${CANARY} u${String(index)}`, type: 'usage', ...of, inputTokens: 1 }),
        ]);
      }
      await hub.flusher.flush();
      const what = { kind: 'user', user: CANARY } as const;
      expect(await runCommand({ hub, hash: KEY.hash }, 'deleteData', 'd1', what)).toMatchObject({
        ok: true,
      });
      await hub.maintenance.run();
      expect(hub.deletions.isIdle).toBe(true);
      expect(totalsOf(hub)).toEqual(before);
      const opened = core.again();
      const later = eventOf({ id: 'new', type: 'prompt', sessionId: 'new one', user: CANARY });
      expect(await take({ ...core, hub: opened }, [later, ...events])).toMatchObject({
        value: [later, ...events].map(() => 'deleted'),
      });
      expect(found(await everythingIn(core))).toEqual([]);
    });
  });
});

const restart = async (change: () => void): Promise<void> => {
  change();
};

describe('[STO10] a workspace that is deleted', () => {
  test('is empty, refuses what was before, and takes what comes', async () => {
    await withCore({ writer: realWriter, restart }, async (core) => {
      const { hub, clock } = core;
      const events = [...workday(clock.at - 1_000), ...canaryEvents(clock.at - 1_000)];
      await take(core, events);
      await hub.flusher.flush();
      const wrong = { kind: 'workspace', workspace: 'another' } as const;
      expect(await runCommand({ hub, hash: KEY.hash }, 'deleteData', 'd0', wrong)).toMatchObject({
        ok: false,
      });
      const what = { kind: 'workspace', workspace: core.name } as const;
      hub.deletions.begin('d1', what);
      let opened = core.again();
      for (; !opened.deletions.isIdle; opened = core.again()) await opened.deletions.step();
      expect(found(await everythingIn(core))).toEqual([]);
      const tables = Object.values(await tablesOf(core.name));
      expect(tables.flat()).toEqual([]);
      expect(opened.workspaceState.state.totals.all.usage.requests).toBe(0);
      clock.at += 1;
      const next = eventOf({ id: 'next', type: 'usage', time: clock.at, inputTokens: 1 });
      expect(await take({ ...core, hub: opened }, [...events, next])).toEqual({
        ok: true,
        value: [...events.map(() => 'deleted'), 'accepted'],
      });
      expect(await opened.flusher.flush()).toBe(true);
      expect((await tablesOf(core.name)).request).toHaveLength(1);
    });
  });
});
