import { RECORD_KINDS, totalsView } from '@claude-monitor/fold';
import { describe, expect, test } from 'vitest';
import { requestsOf } from '../../../store/testing/requests.fixture.ts';
import {
  eventOf,
  recordingWriter,
  stamped,
  take,
  withCore,
  type Core,
  type FakeWriter,
} from '../../hub.fixture.ts';
import { newProgress, readProgress, writeProgress } from '../../state/progress.ts';
import { decompress } from '../compressed.ts';
import { migrateTables } from '../migrations.ts';
import { readMeta, writeMeta } from '../storage.ts';
import { storeOld } from './old-storage.fixture.ts';
import { AT, oldState, run, TASK, undeclared, worker } from './old-workspace.fixture.ts';
import { readUpgrade } from './progress.ts';
import { upgrade } from './upgrade.ts';

/** Every step does as little as it can. */
const SMALL = { sessions: 1, tracks: 1, facts: 1, jobs: 1 };
const priceOf = (): number => 1_000;

async function withOld(
  work: (
    core: Core & { name: string; again: () => Core['hub'] },
    writer: FakeWriter,
  ) => Promise<void>,
): Promise<void> {
  const writer = recordingWriter();
  await withCore({ writer: () => writer, priceOf }, async (core) => {
    storeOld(core.ctx.storage.sql, oldState());
    await work(core, writer);
  });
}

/** By a clock that stands, so that two upgrades can be compared byte by byte. */
function migrated({ ctx }: Core): SqlStorage {
  const { sql } = ctx.storage;
  writeProgress(sql, newProgress(AT));
  migrateTables(sql, AT + 1);
  return sql;
}

/** All that an upgrade leaves behind. */
function contents(sql: SqlStorage): unknown {
  const of = (kind: string) =>
    [...sql.exec(`select key, body from ${kind}_record order by id`)].map(({ key, body }) => [
      key,
      body instanceof ArrayBuffer ? [...new Uint8Array(body)] : body,
    ]);
  const kept = decompress(readMeta(sql, 'small state'));
  return { records: RECORD_KINDS.map(of), kept, progress: readProgress(sql) };
}

const tablesOf = (sql: SqlStorage): unknown[] =>
  [...sql.exec("select name from sqlite_master where type = 'table'")].map((row) => row['name']);

describe('[HUB3] storage of the first edition', () => {
  test('opens with figures that are derived from its facts', async () => {
    await withOld(async ({ again }) => {
      const { workspaceState } = again();
      const session = workspaceState.session(worker.key);
      expect(session?.usage).toMatchObject({ requests: 4, inputTokens: 4_000, costMicros: 4_000 });
      expect(session).toMatchObject({ agentName: 'ana', errors: 1, toolCalls: 1 });
      expect(session?.lastError).toMatchObject({ type: 'Timeout', severity: 'high' });
      expect(workspaceState.session(run.key)).toBeNull();
      expect(workspaceState.task(TASK)).toMatchObject({
        taskId: 'T1',
        project: 'bridge',
        status: 'success',
        description: 'Build it',
        usage: { requests: 2, inputTokens: 2_000 },
      });
      const { all } = totalsView(workspaceState.state);
      expect(all).toMatchObject({ errors: 1, highErrors: 1, tasksDone: 1, tasksFailed: 0 });
      expect(workspaceState.state.totals).toMatchObject({ openTasks: 0, tasks: 1, sessions: 2 });
    });
  });

  test('[ING7] numbers that no sum can hold are brought to those that it can', async () => {
    await withOld(async ({ again }) => {
      const { workspaceState } = again();
      const session = workspaceState.session(undeclared.key);
      expect(session?.usage.outputTokens).toBe(Number.MAX_SAFE_INTEGER);
      expect(session?.usage.inputTokens).toBe(0);
      expect(totalsView(workspaceState.state).all.usage.outputTokens).toBe(Number.MAX_SAFE_INTEGER);
    });
  });

  test('[STO1] all rows are sent to libSQL again, above those of before, and so is what went away', async () => {
    await withOld(async (core, writer) => {
      const before = readProgress(core.ctx.storage.sql);
      writer.cursor = async () => ({
        ok: true,
        cursor: { epoch: before.epoch, seq: before.flushedSeq },
      });
      const { flusher, workspaceState } = core.again();
      expect(await flusher.flush()).toBe(true);
      const [batch] = writer.batches;
      expect(batch?.epoch).toBeGreaterThan(before.epoch);
      const sent = [
        ...(batch?.sessions ?? []),
        ...(batch?.tasks ?? []),
        ...(batch?.requestChunks ?? []),
        ...(batch?.usageHours ?? []),
        ...(batch?.activityHours ?? []),
        ...(batch?.errorHours ?? []),
      ];
      expect(Math.min(...sent.map(({ rev }) => rev))).toBeGreaterThan(before.seq);
      const goneSessions = batch?.sessions.flatMap((row) => (row.isGone ? row.id : [])).sort();
      expect(goneSessions).toEqual([run.key, 'an attempt of old'].sort());
      const goneTasks = batch?.tasks.flatMap((row) => (row.isGone ? row.id : []));
      expect(goneTasks).toEqual(['a task that is derived no more']);
      const usage = batch?.usageHours.map(({ model, requests }) => [model, requests]);
      expect(usage).toContainEqual(['gone', 0]);
      // What counts for another run adds nothing.
      const requests = batch?.requestChunks.flatMap(requestsOf).map(({ at }) => at - AT);
      expect(requests).toEqual(expect.arrayContaining([10, 40, 45]));
      expect(requests).not.toContain(46);
      expect(batch?.errorHours).toMatchObject([{ errorType: 'Timeout', count: 1 }]);
      expect(workspaceState.progress.flushedSeq).toBe(workspaceState.progress.seq);
    });
  });

  test('events that were only in the journal are folded, and new ones stand above all rows', async () => {
    await withOld(async (core, writer) => {
      const { sql } = core.ctx.storage;
      const pending = eventOf({ id: 'p', type: 'usage', time: AT + 70, inputTokens: 7 });
      const progress = readProgress(sql);
      const seq = progress.foldedSeq + 1;
      const body = JSON.stringify([stamped(pending)]);
      core.hub.journal.append({ firstSeq: seq, lastSeq: seq, at: AT, body, bytes: body.length });
      const hub = core.again();
      expect(hub.workspaceState.session(worker.key)?.usage.reported.inputTokens).toBe(7);
      const { seqFloor } = readProgress(sql);
      await take({ ...core, hub }, [
        eventOf({
          id: 'q',
          type: 'tool.call',
          time: AT + 80,
          toolUseId: 't',
          toolName: 'Bash',
          state: 'failed',
        }),
      ]);
      expect(hub.workspaceState.progress.seq).toBe(seqFloor + 1);
      expect(await hub.flusher.flush()).toBe(true);
      const blocks = writer.batches.flatMap((batch) => batch.blocks);
      expect(blocks).toMatchObject([{ count: 2, firstSeq: seq, lastSeq: seqFloor + 1 }]);
      expect(core.again().workspaceState.session(worker.key)?.toolCalls).toBe(2);
    });
  });

  test('is gone once it is read, and gives its space back', async () => {
    await withOld(async ({ again, ctx }) => {
      const { sql } = ctx.storage;
      const body = crypto.getRandomValues(new Uint8Array(60_000)).buffer;
      for (let session = 0; session < 50; session++) {
        sql.exec('insert into task values (?, ?)', `t${String(session)}`, body);
      }
      const before = sql.databaseSize;
      again();
      for (const table of ['card', 'task', 'page']) expect(tablesOf(sql)).not.toContain(table);
      expect(readUpgrade(sql)).toBeNull();
      expect(readMeta(sql, 'schema')).toBe(19);
      expect(before).toBeGreaterThan(50 * 60_000);
      expect(sql.databaseSize).toBeLessThan(300_000);
    });
  });
});

describe('[HUB8] the upgrade of a hub that is killed', () => {
  const straight = async (): Promise<unknown> => {
    let left: unknown;
    await withOld(async (core) => {
      const sql = migrated(core);
      for (const _ of upgrade({ storage: core.ctx.storage, priceOf, bounds: SMALL }));
      left = contents(sql);
    });
    return left;
  };

  test('between any two steps ends like that of one that is not', async () => {
    await withOld(async (core) => {
      const sql = migrated(core);
      let steps = 0;
      while (readUpgrade(sql) !== null) {
        // Each time by another hub, that knows nothing but what is stored.
        upgrade({ storage: core.ctx.storage, priceOf, bounds: SMALL }).next();
        steps++;
      }
      expect(steps).toBeGreaterThan(25);
      expect(contents(sql)).toEqual(await straight());
    });
  });

  test('in the middle of any step ends like that of one that is not', async () => {
    await withOld(async (core) => {
      const sql = migrated(core);
      const { storage } = core.ctx;
      const dying = new Proxy(storage, {
        get: (target, name) =>
          name === 'sql'
            ? sql
            : name === 'transactionSync'
              ? (work: () => void) =>
                  target.transactionSync(() => {
                    work();
                    throw new Error('killed');
                  })
              : undefined,
      });
      while (readUpgrade(sql) !== null) {
        const killed = upgrade({ storage: dying, priceOf, bounds: SMALL });
        expect(() => killed.next()).toThrow('killed');
        upgrade({ storage, priceOf, bounds: SMALL }).next();
      }
      expect(contents(sql)).toEqual(await straight());
    });
  });
});

describe('[HUB3] storage of a later version', () => {
  test('is refused in a sentence, and nothing in it changes', async () => {
    await withCore({}, async ({ ctx, again }) => {
      const { sql } = ctx.storage;
      writeMeta(sql, 'schema', 99);
      const before = [...sql.exec('select * from meta')];
      expect(again).toThrow(/later version.*start that version.*nothing was changed/);
      expect([...sql.exec('select * from meta')]).toEqual(before);
    });
  });
});
