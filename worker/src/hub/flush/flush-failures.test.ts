import { LIMITS, TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import type { RetentionRpc, WriterRpc } from '../../store/writer-rpc.ts';
import {
  AWAY,
  NOTHING_TO_DELETE,
  realWriter,
  recordingWriter,
  sumOf,
  tablesOf,
  take,
  withCore,
  workday,
} from '../hub.fixture.ts';
import { AT, usageAt, seqsOf, requestsIn } from './flush.fixture.ts';

describe('libSQL away', () => {
  test('[ING6] for ten minutes loses nothing and counts all once', async () => {
    let isAway = true;
    const writer: WriterRpc & RetentionRpc = {
      ...NOTHING_TO_DELETE,
      cursor: (workspace) => realWriter().cursor(workspace),
      invalidate: (workspace, rows) => realWriter().invalidate(workspace, rows),
      write: async (batch) => (isAway ? AWAY : await realWriter().write(batch)),
    };
    await withCore({ writer: () => writer }, async (core) => {
      const { clock, hub } = core;
      for (let minute = 0; minute < 10; minute++) {
        await take(core, [usageAt(minute * 2), usageAt(minute * 2 + 1)]);
        await hub.flushScheduler.onAlarm();
        clock.at += TIME.minuteMs;
      }
      expect(hub.flusher.failing?.code).toBe('unreachable');
      expect(hub.flusher.retryMs).toBeLessThanOrEqual(LIMITS.flushIntervalMs);
      expect(hub.journal.size.events).toBe(20);
      isAway = false;
      // The first range was cut before the outage and goes first.
      for (let rings = 0; rings < 2; rings++) await hub.flushScheduler.onAlarm();
      expect(hub.flusher.hasFlushed()).toBe(true);
      expect(hub.flusher.failing).toBeNull();
      expect(hub.journal.size.events).toBe(0);
      const tables = await tablesOf(core.name);
      expect(sumOf(tables.block, 'count')).toBe(20);
      expect(sumOf(tables.request, 'input_tokens')).toBe(200);
      expect(sumOf(tables.usage_hour, 'input_tokens')).toBe(200);
    });
  });

  test.each([
    { name: 'an empty one', cursor: null },
    { name: 'one of another epoch', cursor: { epoch: 1, seq: 9e15 } },
    { name: 'one that is behind', cursor: { epoch: 0, seq: 5 } },
  ])('and back as $name gets all rows again', async ({ cursor }) => {
    let writer = recordingWriter();
    await withCore({ writer: () => writer }, async (core) => {
      const { hub } = core;
      await take(core, workday(AT));
      await hub.flusher.flush();
      await take(core, [usageAt(1)]);
      const before = writer.batches;
      const replaced = recordingWriter();
      // It fails once, so the hub asks again what it stands at.
      writer = recordingWriter(async () => AWAY);
      await hub.flusher.flush();
      const epoch = cursor?.epoch === 0 ? hub.workspaceState.progress.epoch : cursor?.epoch;
      writer = replaced;
      writer.cursor = async () => ({
        ok: true,
        cursor: cursor === null || epoch === undefined ? null : { ...cursor, epoch },
      });
      expect(await hub.flusher.flush()).toBe(true);
      const sent = replaced.batches.flatMap(requestsIn);
      const known = before.flatMap(requestsIn);
      expect(known.length).toBeGreaterThan(5);
      expect(sent).toHaveLength(known.length + 1);
      expect(sent).toEqual(expect.arrayContaining(known));
      expect(replaced.batches[0]?.sessions.length).toBeGreaterThanOrEqual(6);
      // Of what was flushed and trimmed before, no raw event is left to send.
      expect(seqsOf(replaced.batches[0])).toEqual([
        [hub.workspaceState.progress.seq, hub.workspaceState.progress.seq],
      ]);
      expect(hub.flusher.hasFlushed()).toBe(true);
    });
  });
});

describe('[STO9] a reader', () => {
  test('gets fresh data when the flush succeeds', async () => {
    await withCore({}, async (core) => {
      await take(core, workday(AT));
      const answer = await core.hub.flushScheduler.forReading();
      expect(answer).toEqual({ asOf: core.clock.at, fresh: true });
    });
  });

  test('gets older data after two seconds when the Writer hangs', async () => {
    const writer: WriterRpc & RetentionRpc = {
      ...NOTHING_TO_DELETE,
      cursor: async () => ({ ok: true, cursor: null }),
      invalidate: async () => AWAY,
      write: () => new Promise(() => undefined),
    };
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, workday(AT));
      const startedAt = Date.now();
      expect(await core.hub.flushScheduler.forReading()).toMatchObject({ fresh: false });
      const tookMs = Date.now() - startedAt;
      expect(tookMs).toBeGreaterThanOrEqual(LIMITS.flushWaitMs - 100);
      expect(tookMs).toBeLessThan(LIMITS.flushWaitMs + 1_000);
    });
  });

  test('gets older data at once when libSQL is away', async () => {
    const writer = recordingWriter(async () => AWAY);
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, workday(AT));
      const asOf = core.hub.journal.size.oldestAt;
      expect(await core.hub.flushScheduler.forReading()).toEqual({ asOf, fresh: false });
    });
  });

  test('shares a flush with all who wait, and makes at most one a second', async () => {
    const writer = recordingWriter();
    const pauses: number[] = [];
    const sleep = async (ms: number) => void pauses.push(ms);
    await withCore({ writer: () => writer, sleep }, async (core) => {
      const read = () => core.hub.flushScheduler.forReading();
      await take(core, [usageAt(1)]);
      const all = await Promise.all([read(), read(), read()]);
      expect(all.every((answer) => answer.fresh)).toBe(true);
      expect(writer.batches).toHaveLength(1);
      await take(core, [usageAt(2)]);
      await Promise.all([read(), read()]);
      expect(writer.batches).toHaveLength(2);
      expect(pauses).toEqual([1_000]);
      expect((await read()).fresh).toBe(true);
      expect(writer.batches).toHaveLength(2);
    });
  });
});
