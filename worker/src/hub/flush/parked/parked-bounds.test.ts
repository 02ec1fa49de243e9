import { LIMITS } from '@claude-monitor/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import type { WriteResult } from '../../../store/writer-rpc.ts';
import { AWAY, recordingWriter, tablesOf, take, withCore, type Core } from '../../hub.fixture.ts';
import { Parked } from './parked.ts';
import { poison, run } from './parked.fixture.ts';
import { noRows } from './subjects.ts';
import { cures, poisonSession, cured, started, crew } from './parked-events.fixture.ts';

afterEach(async () => {
  for (const cure of cures.splice(0)) await cure();
});

describe('[STO7] a database that is at fault parks nothing', () => {
  const expectFailing = async (core: Core, code: string): Promise<void> => {
    expect(await core.hub.flusher.flush()).toBe(false);
    expect(core.hub.flusher.failing?.code).toBe(code);
    expect(core.hub.parked.isEmpty).toBe(true);
    expect(core.hub.journal.size.events).toBeGreaterThan(0);
  };

  test('when it is away', async () => {
    await withCore({ writer: () => recordingWriter(async () => AWAY) }, async (core) => {
      await take(core, crew(20));
      await expectFailing(core, 'unreachable');
    });
  });

  test('when it lacks a table', async () => {
    await withCore({}, async (core) => {
      await take(core, crew(20));
      await run('alter table session rename to session_elsewhere');
      try {
        await expectFailing(core, 'refused');
      } finally {
        await run('alter table session_elsewhere rename to session');
      }
      expect(await core.hub.flusher.flush()).toBe(true);
      expect((await tablesOf(core.name)).session).toHaveLength(20);
    });
  });

  test('when it refuses the cursor, too', async () => {
    await withCore({}, async (core) => {
      await take(core, [started('a')]);
      const cure = cured(await poison('hub_cursor', `new.workspace = '${core.name}'`));
      await expectFailing(core, 'refused');
      await cure();
      expect(await core.hub.flusher.flush()).toBe(true);
    });
  });

  test('when it refuses every row of many', async () => {
    const refusal: WriteResult = {
      ok: false,
      code: 'refused',
      fault: 'row',
      reason: 'SQLITE_CONSTRAINT',
      message: '',
    };
    const writer = recordingWriter(async (batch) =>
      batch.sessions.length + batch.blocks.length > 0 ? refusal : { ok: true },
    );
    await withCore({ writer: () => writer }, async (core) => {
      await take(core, crew(20));
      await expectFailing(core, 'all_refused');
    });
  });
});

describe('[STO7] what is parked is bounded', () => {
  const refusedOf = (key: string, data: Uint8Array) => ({
    part: {
      subject: { key, kind: 'block' as const, session: key, hour: null },
      rows: {
        ...noRows(),
        blocks: [{ session: key, firstSeq: 1, lastSeq: 1, fromAt: 0, toAt: 0, count: 1, data }],
      },
    },
    reason: 'SQLITE_CONSTRAINT',
    message: 'no',
  });
  const noise = (bytes: number): Uint8Array => {
    const data = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 65_536) {
      crypto.getRandomValues(data.subarray(at, Math.min(bytes, at + 65_536)));
    }
    return data;
  };

  test('in rows: a flush that would park one more fails, and goes on when there is room', async () => {
    await withCore({}, async (core) => {
      const { hub, clock } = core;
      for (let index = 0; index < LIMITS.parkedRows; index++) {
        expect(hub.parked.park(refusedOf(`p${String(index)}`, new Uint8Array(1)), clock.at)).toBe(
          true,
        );
      }
      await poisonSession(core.name);
      await take(core, crew(20));
      expect(await hub.flusher.flush()).toBe(false);
      expect(hub.flusher.failing?.code).toBe('parked_full');
      expect(hub.parked.size.rows).toBe(LIMITS.parkedRows);
      expect(hub.journal.size.events).toBe(20);
      // Of those that libSQL takes, nobody waits for room.
      expect((await tablesOf(core.name)).session).toHaveLength(19);
      hub.parked.remove('p7');
      expect(await hub.flusher.flush()).toBe(true);
      expect(hub.parked.size.rows).toBe(LIMITS.parkedRows);
      expect((await tablesOf(core.name)).session).toHaveLength(19);
    });
  });

  test('in bytes of one and of all; one of several MB lies in pieces and comes back whole', async () => {
    await withCore({}, async ({ hub, clock, ctx, again }) => {
      const large = noise(1_500_000);
      expect(hub.parked.park(refusedOf('large', large), clock.at)).toBe(true);
      expect(again().parked.rowsOf('large')?.blocks[0]?.data).toEqual(large);
      const bounds = { parkedRows: 10, parkedRowBytes: 5_000, parkedBytes: 1_520_000 };
      const bounded = new Parked(ctx.storage.sql, () => bounds);
      expect(bounded.park(refusedOf('larger', noise(6_000)), clock.at)).toBe(false);
      let parked = 1;
      while (bounded.park(refusedOf(`more ${String(parked)}`, noise(3_000)), clock.at)) parked++;
      expect(parked).toBeGreaterThan(2);
      expect(bounded.size.rows).toBe(parked);
      expect(bounded.size.bytes).toBeLessThanOrEqual(bounds.parkedBytes);
      bounded.remove('large');
      expect(bounded.park(refusedOf('again', noise(3_000)), clock.at)).toBe(true);
    });
  });
});
