import { TIME } from '@claude-monitor/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { unpackJson } from '../../../store/packing/packed-json.ts';
import type { WriteResult } from '../../../store/writer-rpc.ts';
import { chunkOf, requestsOf } from '../../../store/testing/requests.fixture.ts';
import { requestRow } from '../../../store/testing/rows.fixture.ts';
import {
  AWAY,
  eventOf,
  realWriter,
  sumOf,
  tablesOf,
  take,
  withCore,
  type Core,
  type Row,
} from '../../hub.fixture.ts';
import { poison, watchedWriter } from './parked.fixture.ts';
import { mergeRows, noRows } from './subjects.ts';
import { AT, cures, poisonSession, cured, started, crew } from './parked-events.fixture.ts';

const HOUR = AT - (AT % TIME.hourMs);

afterEach(async () => {
  for (const cure of cures.splice(0)) await cure();
});

const usage = (id: string, sessionId: string, outputTokens = 1) =>
  eventOf({ id, type: 'usage', time: AT, sessionId, inputTokens: 10, outputTokens });

const landedIds = (rows: readonly Row[]): unknown[] => rows.map((row) => row['session_id']);

describe('[STO7] one bad row', () => {
  test('of a thousand sessions is parked alone, the others land, and the cursor moves', async () => {
    const writer = watchedWriter();
    await withCore({ writer: () => writer }, async (core) => {
      await poisonSession(core.name);
      await take(core, crew(1_000));
      expect(await core.hub.flusher.flush()).toBe(true);
      // 2 log n of the 1,000 sessions and 1,000 blocks, the whole, and the cursor.
      expect(writer.batches.length).toBeLessThanOrEqual(24);
      const tables = await tablesOf(core.name);
      expect(tables.session).toHaveLength(999);
      expect(landedIds(tables.session)).not.toContain('poison');
      expect(sumOf(tables.block, 'count')).toBe(1_000);
      expect(core.hub.flusher.failing).toBeNull();
      expect(core.hub.flusher.hasFlushed()).toBe(true);
      expect(core.hub.journal.size.events).toBe(0);
      const { seq, epoch } = core.hub.workspaceState.progress;
      expect(await realWriter().cursor(core.name)).toEqual({ ok: true, cursor: { epoch, seq } });
      const { items } = core.hub.parked.list({ limit: 10 });
      expect(items).toMatchObject([
        { kind: 'session', rows: 1, reason: 'SQLITE_CONSTRAINT', tries: 1, firstAt: core.clock.at },
      ]);
      expect(JSON.stringify(items)).not.toMatch(/secret|insert/);
      expect(core.hub.parked.size).toMatchObject({ rows: 1, oldestAt: core.clock.at });
    });
  });

  test('is still parked after an eviction, and lands when it is sent again without its cause', async () => {
    await withCore({}, async (core) => {
      const cure = await poisonSession(core.name);
      await take(core, crew(20));
      await core.hub.flusher.flush();
      const hub = core.again();
      const subjects = hub.parked.bySilence;
      core.clock.at += TIME.minuteMs;
      expect(await hub.flusher.retryParked(subjects)).toMatchObject({ landed: 0, refused: 1 });
      expect(hub.parked.list({ limit: 1 }).items[0]).toMatchObject({
        tries: 2,
        lastAt: core.clock.at,
      });
      await cure();
      expect(await hub.flusher.retryParked(subjects)).toMatchObject({ landed: 1, refused: 0 });
      expect(core.again().parked.isEmpty).toBe(true);
      expect(landedIds((await tablesOf(core.name)).session)).toContain('poison');
    });
  });

  test('is not sent again by itself, and is gone once a newer row of its session landed', async () => {
    const writer = watchedWriter();
    await withCore({ writer: () => writer }, async (core) => {
      const { hub } = core;
      const cure = await poisonSession(core.name);
      await take(core, crew(20));
      await hub.flusher.flush();
      writer.batches.length = 0;
      await take(core, [started('other')]);
      await hub.flusher.flush();
      expect(writer.batches).toHaveLength(1);
      await take(core, [started('poison', AT + 1)]);
      await hub.flusher.flush();
      // Its row by itself, then the rest: nothing is halved for what was known to be refused.
      expect(writer.batches).toHaveLength(3);
      expect(hub.parked.list({ limit: 10 }).items).toMatchObject([{ tries: 2 }]);
      await cure();
      await take(core, [started('poison', AT + 2)]);
      await hub.flusher.flush();
      expect(hub.parked.isEmpty).toBe(true);
      expect(landedIds((await tablesOf(core.name)).session)).toContain('poison');
    });
  });

  test('[STO2] of an hour’s requests is parked with all of that hour, and comes back with all', async () => {
    await withCore({}, async (core) => {
      const { hub } = core;
      const when = `new.workspace = '${core.name}' and new.requests like '%,666%'`;
      const cure = cured(await poison('request_chunk', when));
      await take(core, [usage('bad', 'a', 666), usage('a1', 'a'), usage('b1', 'b')]);
      expect(await hub.flusher.flush()).toBe(true);
      await expectSums(core.name, 1);
      expect(hub.parked.list({ limit: 10 }).items).toMatchObject([{ kind: 'usage', rows: 2 }]);
      // Its sum now counts a request that is parked: alone it would be wrong.
      await take(core, [usage('a2', 'a'), usage('b2', 'b')]);
      await hub.flusher.flush();
      await expectSums(core.name, 2);
      expect(hub.parked.list({ limit: 10 }).items).toMatchObject([{ rows: 2, tries: 2 }]);
      await cure();
      await take(core, [usage('a3', 'a')]);
      await hub.flusher.flush();
      expect(hub.parked.isEmpty).toBe(true);
      await expectSums(core.name, 6);
    });
  });

  test('[STO2] requests that an older version parked land, in place of none that the hub sends', async () => {
    await withCore({}, async (core) => {
      const known = { run: 'a', owner: 'a', requests: 1, inputTokens: 10, hour: HOUR, at: AT };
      const requests = Array.from({ length: 20 }, (_, index) => ({
        ...requestRow({ ...known, key: String(index) }),
        clientCostMicros: null,
      }));
      const { requestChunks: _, ...others } = noRows();
      const rows = Object.assign(others, { requests }) as unknown as ReturnType<typeof noRows>;
      const subject = { key: 'old', kind: 'usage', session: 'a', hour: HOUR } as const;
      const { parked, flusher } = core.hub;
      parked.park({ part: { subject, rows }, reason: 'X', message: 'x' }, core.clock.at);
      const before = parked.rowsOf('old') ?? noRows();
      expect(before.requestChunks.flatMap(requestsOf)).toHaveLength(20);
      const sent = { ...noRows(), requestChunks: [chunkOf([requestRow({ ...known, rev: 7 })])] };
      expect(mergeRows(before, sent)?.requestChunks).toEqual(sent.requestChunks);
      expect(await flusher.retryParked(['old'])).toMatchObject({ landed: 1 });
      expect(sumOf((await tablesOf(core.name)).request, 'input_tokens')).toBe(200);
    });
  });

  test('that is a block comes back byte by byte', async () => {
    await withCore({}, async (core) => {
      const cure = cured(await poison('block', `new.workspace = '${core.name}'`));
      await take(core, [started('a')]);
      await core.hub.flusher.flush();
      expect(core.hub.parked.list({ limit: 10 }).items).toMatchObject([{ kind: 'block' }]);
      expect((await tablesOf(core.name)).session).toHaveLength(1);
      await cure();
      const hub = core.again();
      await hub.flusher.retryParked(hub.parked.bySilence);
      const kept = (await tablesOf(core.name)).block;
      const data = kept[0]?.['data'];
      if (!(data instanceof ArrayBuffer)) throw new Error('no block');
      expect(JSON.parse(unpackJson(new Uint8Array(data)))).toMatchObject([{ sessionId: 'a' }]);
    });
  });
});

async function expectSums(workspace: string, requests: number): Promise<void> {
  const { request, usage_hour: hours } = await tablesOf(workspace);
  expect(request).toHaveLength(requests);
  expect(sumOf(hours, 'requests')).toBe(requests);
  expect(sumOf(hours, 'input_tokens')).toBe(sumOf(request, 'input_tokens'));
}

describe('[STO7] halving that is cut off', () => {
  const REFUSALS: [string, (core: Core) => WriteResult][] = [
    ['the hub is evicted', () => AWAY],
    [
      'the Writer is gone',
      () => {
        throw new Error('reset');
      },
    ],
  ];
  test.each(REFUSALS)(
    'at any step because %s loses nothing and parks nothing else',
    async (_, end) => {
      let steps = 0;
      for (let step = 1; ; step++) {
        let isOn = true;
        let core: Core;
        const writer = watchedWriter((_, call) => (isOn && call === step ? end(core) : null));
        const isCut = await withCore({ writer: () => writer }, async (own) => {
          core = own;
          await poisonSession(own.name);
          await take(own, crew(20));
          const isWhole = await own.hub.flusher.flush();
          isOn = false;
          const hub = own.again();
          expect(await hub.flusher.flush()).toBe(true);
          const tables = await tablesOf(own.name);
          expect(tables.session).toHaveLength(19);
          expect(sumOf(tables.block, 'count')).toBe(20);
          expect(own.again().parked.list({ limit: 10 }).items).toMatchObject([{ kind: 'session' }]);
          expect(hub.flusher.hasFlushed()).toBe(true);
          return !isWhole;
        });
        if (!isCut) break;
        steps = step;
      }
      expect(steps).toBeGreaterThan(8);
    },
  );
});
