import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import { sessionKeyOf, TIME, type TelemetryEvent } from '@claude-monitor/protocol';
import { describe, expect, test } from 'vitest';
import { databaseAddress, openDatabase } from '../../store/client.ts';
import { readUsage } from '../../store/usage/usage.ts';
import type { Hub } from '../hub.ts';
import { eventOf, newName, sumOf, tablesOf, take, withCore } from '../hub.fixture.ts';
import { createTables } from './migrations.ts';
import { StoredRequests } from './stored-requests.ts';

const SEGMENT_KEYS = 8_192;

const withTables = (work: (sql: SqlStorage) => void): Promise<void> =>
  runInDurableObject(env.HUB.getByName(newName()), (_: Hub, { storage }) => {
    createTables(storage.sql);
    work(storage.sql);
  });

const key = (index: number): string => `request req_${String(index)}`;
const page = (index: number) => ({ session: `run ${String(index % 7)}`, hour: index % 3 });

describe('claims', () => {
  test('are found, also after an eviction, and in a row for thousands', async () => {
    await withTables((sql) => {
      const claims = new StoredRequests(sql);
      for (let index = 0; index < 2.5 * SEGMENT_KEYS; index++) {
        claims.add(key(index), page(index));
        if (index % 5_000 === 0) claims.checkpoint();
      }
      claims.checkpoint();
      expect([...sql.exec('select segment from request_key')]).toHaveLength(3);
      const again = new StoredRequests(sql);
      expect(again.size).toBe(2.5 * SEGMENT_KEYS);
      for (const index of [0, 1, 8_191, 8_192, 17_000, 20_479]) {
        expect([...claims.find(key(index))]).toContainEqual(page(index));
        expect([...again.find(key(index))]).toEqual([...claims.find(key(index))]);
      }
      again.add(key(0), page(1));
      expect([...again.find(key(0))]).toEqual([page(1), page(0)]);
      const unknown = Array.from({ length: 2_000 }, (_, index) => [
        ...again.find(`request x${String(index)}`),
      ]);
      expect(unknown.flat().length).toBeLessThan(5);
    });
  });

  test('of the newest keys are kept, whatever came', async () => {
    await withTables((sql) => {
      const claims = new StoredRequests(sql, () => 2 * SEGMENT_KEYS);
      for (let index = 0; index < 5 * SEGMENT_KEYS; index++) {
        claims.add(key(index), page(index));
        if (index % SEGMENT_KEYS === 100) claims.checkpoint();
      }
      claims.checkpoint();
      const rows = [
        ...sql.exec('select length(hashes) + length(places) as bytes from request_key'),
      ];
      expect(rows.length).toBeLessThanOrEqual(2);
      expect(rows.every((row) => Number(row['bytes']) <= 6 * SEGMENT_KEYS)).toBe(true);
      expect(claims.size).toBeLessThanOrEqual(2 * SEGMENT_KEYS);
      expect([...claims.find(key(5 * SEGMENT_KEYS - 1))]).toHaveLength(1);
      expect([...claims.find(key(0))]).toHaveLength(0);
      expect(new StoredRequests(sql, () => 2 * SEGMENT_KEYS).size).toBe(claims.size);
    });
  });

  test('beyond a bound that was lowered go with the next maintenance', async () => {
    await withTables((sql) => {
      let kept = 4 * SEGMENT_KEYS;
      const claims = new StoredRequests(sql, () => kept);
      for (let index = 0; index < 3 * SEGMENT_KEYS + 1; index++)
        claims.add(key(index), page(index));
      claims.checkpoint();
      expect(claims.size).toBe(3 * SEGMENT_KEYS + 1);
      kept = 2 * SEGMENT_KEYS;
      claims.forgetBefore(0);
      claims.checkpoint();
      expect(claims.size).toBe(SEGMENT_KEYS + 1);
      expect([...claims.find(key(0))]).toHaveLength(0);
      expect([...claims.find(key(3 * SEGMENT_KEYS))]).toHaveLength(1);
      expect(new StoredRequests(sql, () => kept).size).toBe(claims.size);
    });
  });

  test('that changed nothing bill no row', async () => {
    await withTables((sql) => {
      const claims = new StoredRequests(sql);
      claims.add(key(1), page(1));
      claims.checkpoint();
      const changes = () => [...sql.exec('select total_changes() as count')][0]?.['count'];
      const before = changes();
      claims.checkpoint();
      expect(changes()).toBe(before);
    });
  });
});

const ORIGIN = '22222222-2222-4222-8222-222222222222';
const FORK = '11111111-1111-4111-8111-111111111111';
const REQUESTS = 20;

const requests = (run: string, source: 'otlp' | 'transcript', at: number): TelemetryEvent[] =>
  Array.from({ length: REQUESTS }, (_, index) =>
    eventOf({
      id: `${run} ${source} ${String(index)}`,
      type: 'usage',
      time: at + index,
      sessionId: run,
      source,
      requestId: `req_${String(index)}`,
      model: 'claude-sonnet-4-5',
      inputTokens: 100,
      outputTokens: 1,
      clientCostMicros: 7,
    }),
  );

/** A fork days later reports its origin's requests before, after or between what telemetry reported. */
const ARRIVALS = {
  'telemetry, then the fork': ['origin', 'fork'],
  'the fork, then telemetry': ['fork', 'origin'],
  'both transcripts, then telemetry': ['copied', 'fork', 'origin'],
  'the fork, its origin’s transcript, then telemetry': ['fork', 'copied', 'origin'],
} as const;

test.each(Object.entries(ARRIVALS))(
  '[STO2] [HUB3] a request of two runs counts once in the tables: %s, with the hub woken between',
  async (_, arrivals) => {
    await withCore({}, async (core) => {
      const at = core.clock.at - 9 * TIME.dayMs;
      const eventsBy = {
        origin: requests(ORIGIN, 'otlp', at),
        copied: requests(ORIGIN, 'transcript', at),
        fork: requests(FORK, 'transcript', at + 6 * TIME.dayMs),
      };
      let { hub } = core;
      for (const name of arrivals) {
        await take({ ...core, hub }, eventsBy[name]);
        await hub.flusher.flush();
        hub = core.again();
        const tables = await tablesOf(core.name);
        for (const column of ['requests', 'input_tokens', 'cost_micros', 'client_cost_micros']) {
          const sum = sumOf(tables.request, column);
          expect(sumOf(tables.usage_hour, column), column).toBe(sum);
          if (column === 'requests') expect(sum).toBe(REQUESTS);
        }
      }
      const { all } = hub.workspaceState.state.totals;
      expect(all.usage).toMatchObject({ requests: REQUESTS, inputTokens: 100 * REQUESTS });
      const usageOf = (run: string) =>
        hub.workspaceState.session(sessionKeyOf(run, ''))?.usage.requests;
      expect([usageOf(ORIGIN), usageOf(FORK)]).toEqual([REQUESTS, 0]);
      expect(hub.workspaceState.detail(FORK)?.requests).toEqual([]);
      const db = openDatabase(databaseAddress(env));
      const { groups, totals } = await readUsage(db, core.name, {
        query: { groupBy: ['session'] },
      });
      expect(groups.map((group) => [group.key, group.requests])).toEqual([[ORIGIN, REQUESTS]]);
      expect(totals.requests).toBe(REQUESTS);
    });
  },
);

test('[HUB3] what a claim took from another run is stored with that run', async () => {
  await withCore({}, async (core) => {
    await take(core, requests(FORK, 'transcript', core.clock.at - TIME.hourMs));
    core.hub.workspaceState.checkpoint();
    const woken = core.again();
    await take({ ...core, hub: woken }, requests(ORIGIN, 'otlp', core.clock.at - TIME.hourMs));
    woken.workspaceState.checkpoint();
    const fork = core.again().workspaceState.state.sessions.get(sessionKeyOf(FORK, ''));
    expect(fork).toMatchObject({ measuredRequests: 0, measuredTokens: 0 });
  });
});
