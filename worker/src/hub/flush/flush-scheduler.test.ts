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

describe('[ING6] while a flush is behind', () => {
  const usages = (from: number, count: number) =>
    Array.from({ length: count }, (_, index) => usageAt(from + index));

  test('events wait until it is done, and then go on', async () => {
    const { promise: written, resolve: write } = Promise.withResolvers<{ ok: true }>();
    await withCore({ writer: () => recordingWriter(() => written) }, async (core) => {
      await take(core, usages(0, LIMITS.flushEvents));
      await take(core, usages(LIMITS.flushEvents, LIMITS.flushEvents + 1));
      expect(core.hub.flusher.isBehind).toBe(true);
      let isTaken = false;
      const late = take(core, usages(-1, 1)).then(() => {
        isTaken = true;
      });
      await new Promise((resolve) => setTimeout(resolve));
      expect(isTaken).toBe(false);
      write({ ok: true });
      await core.hub.flusher.running;
      await late;
      expect(isTaken).toBe(true);
    });
  });

  test('events do not wait for a libSQL that takes nothing', async () => {
    const timeout = { ...AWAY, code: 'timeout' } as const;
    await withCore({ writer: () => recordingWriter(async () => timeout) }, async (core) => {
      const { flusher } = core.hub;
      await take(core, usages(0, 1));
      for (const isGivenUp of [false, false, true]) {
        await flusher.flush();
        expect(flusher.isGivenUp).toBe(isGivenUp);
      }
    });
    await withCore({ writer: () => recordingWriter(async () => AWAY) }, async (core) => {
      await take(core, usages(0, 1));
      await core.hub.flusher.flush();
      expect(core.hub.flusher.isGivenUp).toBe(true);
    });
  });
});
