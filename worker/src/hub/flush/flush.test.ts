import { LIMITS, TIME } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import type { RetentionRpc, WriterRpc } from '../../store/writer-rpc.ts';
import { requestsOf } from '../../store/testing/requests.fixture.ts';
import {
  AWAY,
  eventOf,
  NOTHING_TO_DELETE,
  realWriter,
  recordingWriter,
  sumOf,
  tablesOf,
  take,
  withCore,
  workday,
  type Row,
} from '../hub.fixture.ts';
import { AT, usageAt, seqsOf, requestsIn } from './flush.fixture.ts';

describe('[STO1] a flush', () => {
  test('whose answer was lost after the commit is sent again and changes nothing', async () => {
    let isLost = true;
    const writer: WriterRpc & RetentionRpc = {
      ...NOTHING_TO_DELETE,
      cursor: (workspace) => realWriter().cursor(workspace),
      invalidate: (workspace, rows) => realWriter().invalidate(workspace, rows),
      write: async (batch) => {
        const result = await realWriter().write(batch);
        return isLost ? AWAY : result;
      },
    };
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, workday(AT));
      expect(await core.hub.flusher.flush()).toBe(false);
      const first = await tablesOf(core.name);
      isLost = false;
      expect(await core.hub.flusher.flush()).toBe(true);
      expect(await tablesOf(core.name)).toEqual(first);
      expect(first.block.length).toBeGreaterThan(0);
      expect(core.hub.flusher.hasFlushed()).toBe(true);
      expect(core.hub.journal.size).toEqual({ rows: 0, events: 0, bytes: 0, oldestAt: null });
    });
  });

  test('that lands after the next one ends in the same tables', async () => {
    const writer = recordingWriter();
    await withCore({ writer: () => writer }, async (core) => {
      const events = workday(AT);
      for (const part of [events.slice(0, 12), events.slice(12)]) {
        await take(core, part);
        await core.hub.flusher.flush();
      }
      const [a, b] = writer.batches;
      if (a === undefined || b === undefined) throw new Error('two flushes expected');
      for (const [name, order] of [
        ['inorder', [a, b]],
        ['reversed', [b, a, b]],
      ] as const) {
        const workspace = `${core.name}${name}`;
        for (const batch of order) await realWriter().write({ ...batch, workspace });
      }
      const inOrder = await tablesOf(`${core.name}inorder`);
      expect(await tablesOf(`${core.name}reversed`)).toEqual(inOrder);
      expect(sumOf(inOrder.request, 'requests')).toBe(9);
    });
  });

  test('keeps its range over an eviction, so a block that is sent again is the same block', async () => {
    let writer = recordingWriter(async () => AWAY);
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, [usageAt(1), usageAt(2)]);
      await core.hub.flusher.flush();
      const tried = writer.batches[0];
      await take(core, [usageAt(3)]);
      writer = recordingWriter();
      const hub = core.again();
      expect(hub.workspaceState.progress.flushingTo).toBe(tried?.toSeq);
      await hub.flusher.flush();
      expect(writer.batches[0]?.toSeq).toBe(tried?.toSeq);
      expect(writer.batches[0]?.blocks).toEqual(tried?.blocks);
      await hub.flusher.flush();
      const last = hub.workspaceState.progress.seq;
      expect(seqsOf(writer.batches[1])).toEqual([[last, last]]);
      expect(hub.flusher.hasFlushed()).toBe(true);
    });
  });

  test('is cut at what was folded, not at what is being written', async () => {
    const writer = recordingWriter();
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, [usageAt(1)]);
      const isTaken = take(core, [usageAt(2)]);
      await core.hub.flusher.flush();
      await isTaken;
      await core.hub.flusher.flush();
      const events = writer.batches.flatMap((batch) => batch.blocks.map((block) => block.count));
      expect(events.reduce((sum, count) => sum + count, 0)).toBe(2);
      const last = writer.batches.at(-1)?.requestChunks ?? [];
      expect(last.flatMap(requestsOf)).toHaveLength(2);
    });
  });

  test('carries no event that changed nothing', async () => {
    const writer = recordingWriter();
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, [usageAt(1)]);
      // The hub's memory of ids is gone after an eviction; the facts are not.
      const hub = core.again();
      await take({ ...core, hub }, [usageAt(1), usageAt(2)]);
      await hub.flusher.flush();
      expect(writer.batches[0]?.blocks.map((block) => block.count)).toEqual([2]);
      expect(writer.batches[0]?.requestChunks.flatMap(requestsOf)).toHaveLength(2);
    });
  });

  test('takes events while its rows are made, and leaves them to the next', async () => {
    const writer = recordingWriter();
    await withCore({ writer: () => writer }, async (core) => {
      await take(
        core,
        Array.from({ length: 3_000 }, (_, index) => usageAt(index)),
      );
      const { progress } = core.hub.workspaceState;
      const cutAt = progress.seq;
      const flushed = core.hub.flusher.flush();
      while (progress.flushingTo === null) await new Promise((resolve) => setTimeout(resolve));
      await take(core, [usageAt(3_000)]);
      expect(progress.seq).toBe(cutAt + 1);
      expect(writer.batches).toHaveLength(0);
      expect(await flushed).toBe(true);
      expect(seqsOf(writer.batches.at(-1)).at(-1)?.[1]).toBe(cutAt);
      expect(await core.hub.flusher.flush()).toBe(true);
      expect(seqsOf(writer.batches.at(-1))).toEqual([[cutAt + 1, cutAt + 1]]);
      expect(writer.batches.at(-1)?.usageHours.map(({ requests }) => requests)).toEqual([3_001]);
    });
  });

  test('that is large goes in pieces, and the cursor moves with the last', async () => {
    let writer = recordingWriter(async () => AWAY);
    await withCore({ writer: () => writer }, async (core) => {
      await core.hub.flusher.flush();
      for (let hour = 0; hour < 8; hour++) {
        const events = Array.from({ length: 1_500 }, (_, index) =>
          eventOf({
            ...usageAt(hour * 1_500 + index, AT - hour * TIME.hourMs),
            model: `model ${String(index)}`,
          }),
        );
        await take(core, events);
      }
      writer = recordingWriter();
      expect(await core.hub.flusher.flush()).toBe(true);
      expect(await core.hub.flusher.flush()).toBe(true);
      const cursors = writer.batches.map((batch) => batch.toSeq);
      // The first range was cut before there was anything in it, and is confirmed for itself.
      expect(cursors.length).toBeGreaterThan(2);
      expect(cursors.filter((seq) => seq > 0)).toHaveLength(2);
      expect(cursors.at(-1)).toBe(core.hub.workspaceState.progress.seq);
      const requests = writer.batches.flatMap(requestsIn);
      expect(new Set(requests.map(({ at, model }) => `${String(at)} ${model}`)).size).toBe(12_000);
      const counts = writer.batches.flatMap((batch) => batch.blocks.map((block) => block.count));
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(12_000);
      const sizes = writer.batches.flatMap((batch) => batch.blocks.map((item) => item.data.length));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.blockBytes);
    });
  });
});

describe('rows of history', () => {
  test('[STO2] rollups equal the sum over requests after every re-attribution', async () => {
    await withCore({}, async (core) => {
      const events = workday(AT).reverse();
      for (let index = 0; index < events.length; index += 4) {
        await take(core, events.slice(index, index + 4));
        expect(await core.hub.flusher.flush()).toBe(true);
        const tables = await tablesOf(core.name);
        expect(rollup(tables.usage_hour)).toEqual(rollup(tables.request));
      }
      const { request } = await tablesOf(core.name);
      expect(request).toHaveLength(9);
      expect(new Set(request.map((row) => row['provenance']))).toEqual(
        new Set(['measured', 'superseded']),
      );
    });
  });

  test('a session that is joined with another goes from libSQL too', async () => {
    await withCore({}, async (core) => {
      const start = (id: string, minute: number) =>
        eventOf({
          id,
          type: 'session.start',
          time: AT - TIME.hourMs + minute * TIME.minuteMs,
          agentName: 'infra',
        });
      await take(core, [start('first', 0), start('second', 50)]);
      await core.hub.flusher.flush();
      const apart = await tablesOf(core.name);
      expect(apart.session.map((row) => row['is_gone'])).toEqual([0, 0]);
      const at = AT - TIME.hourMs + 25 * TIME.minuteMs;
      await take(core, [eventOf({ id: 'between', type: 'prompt', time: at })]);
      await core.hub.flusher.flush();
      const { session } = await tablesOf(core.name);
      expect(session.map((row) => row['is_gone']).sort()).toEqual([0, 1]);
      expect(session.map((row) => row['session_id'])).toEqual(['infra-001', 'infra-001']);
    });
  });
});

/** Sums by everything a usage row is keyed by; a row that became empty is zero in every figure. */
function rollup(rows: readonly Row[]): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (const row of rows) {
    const key = ['owner', 'run', 'hour', 'agent_id', 'task', 'model', 'provenance', 'project']
      .map((column) => String(row[column]))
      .join(' ');
    const before = sums.get(key) ?? [];
    const figures = ['requests', 'input_tokens', 'output_tokens', 'cost_micros'].map(
      (column, index) => (before[index] ?? 0) + Number(row[column]),
    );
    sums.set(key, figures);
  }
  const filled = [...sums].filter(([, figures]) => figures.some((figure) => figure !== 0));
  return new Map(filled.sort(([a], [b]) => (a < b ? -1 : 1)));
}
