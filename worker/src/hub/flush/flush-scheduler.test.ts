import { LIMITS, TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { AWAY, eventOf, recordingWriter, take, withCore } from '../hub.fixture.ts';

/** Noon, so that a test's events lie in one hour. */
const AT = Math.floor(Date.now() / TIME.hourMs) * TIME.hourMs - TIME.minuteMs * 50;

const usageAt = (index: number) =>
  eventOf({ id: `u${String(index)}`, type: 'usage', time: AT + index, inputTokens: 10 });

describe('when a flush starts', () => {
  test('a flush starts when there is enough, and the next waits for as much', async () => {
    const writer = recordingWriter();
    await withCore({ writer: () => writer }, async (core) => {
      const half = LIMITS.flushEvents / 2;
      for (let round = 0; round < 3; round++) {
        const from = round * half;
        await take(
          core,
          Array.from({ length: half }, (_, index) => usageAt(from + index)),
        );
        await core.hub.flusher.running;
        expect(writer.batches.length > 0).toBe(round > 0);
      }
      expect(writer.batches.filter((batch) => batch.toSeq > 0)).toHaveLength(1);
      expect(await core.ctx.storage.getAlarm()).toBe(core.clock.at + LIMITS.flushIntervalMs);
    });
  });

  test('an alarm that was set before an eviction still rings in time', async () => {
    await withCore({ writer: () => recordingWriter() }, async (core) => {
      await take(core, [usageAt(1)]);
      const due = core.clock.at + LIMITS.flushIntervalMs;
      core.clock.at += 20_000;
      const hub = core.again();
      await take({ ...core, hub }, [usageAt(2)]);
      await hub.flushScheduler.onAlarm();
      expect(due).toBeLessThan(core.clock.at + LIMITS.flushIntervalMs);
    });
  });

  test('an alarm re-arms before it flushes, and does not throw when that fails', async () => {
    const writer = recordingWriter(async () => {
      throw new Error('the Writer is gone');
    });
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, [usageAt(1)]);
      await core.ctx.storage.deleteAlarm();
      await core.hub.flushScheduler.onAlarm();
      expect(core.hub.flusher.failing?.code).toBe('unreachable');
      expect(await core.ctx.storage.getAlarm()).toBe(core.clock.at + 1_000);
    });
  });

  test('a checkpoint is written every so many events while libSQL is away', async () => {
    await withCore({ writer: () => recordingWriter(async () => AWAY) }, async (core) => {
      const { progress } = core.hub.workspaceState;
      const start = progress.seq;
      await core.hub.flusher.flush();
      const batches = LIMITS.checkpointEvents / 1_000 + 1;
      for (let batch = 0; batch < batches; batch++) {
        const usages = Array.from({ length: 1_000 }, (_, index) => usageAt(batch * 1_000 + index));
        await take(core, usages);
      }
      expect(progress.foldedSeq).toBe(start + LIMITS.checkpointEvents);
      expect(core.hub.journal.size.events).toBe(batches * 1_000);
    });
  });
});
