import {
  TIME,
  USAGE_INTERVALS,
  type UsageGrouping,
  type UsageInterval,
} from '@claude-monitor/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stretchesOf } from '../../domain/calendar.ts';
import { RandomHistory } from '../testing/random-history.fixture.ts';
import type { RequestRow } from '../testing/requests.fixture.ts';
import { DAY } from '../testing/rows.fixture.ts';
import { startStore, type TestStore } from '../testing/store.fixture.ts';
import {
  asMap,
  groupsOf,
  isIn,
  labelOf,
  sumOf,
  sumOfAll,
} from '../testing/usage-reference.fixture.ts';
import { writeFlush } from '../writes/write-flush.ts';
import { readUsage, type UsageQuery } from './usage.ts';

/** Every grouping, every two of them, by every filter, every two of them, at every interval, from one seed. */

const SEED = 44;
const WORKSPACE = 'every';
/** Ends that cut hours, days and weeks. */
const WINDOW = { from: DAY + 7 * TIME.hourMs + 1_234_567, to: DAY + 71 * TIME.hourMs - 7_654_321 };
const ZONE = 'Asia/Kathmandu';

type Filter = { name: string; query: UsageQuery; passes: (row: RequestRow) => boolean };

const FILTERS: readonly Filter[] = [
  {
    name: 'agent',
    query: { agent: ['infra', 'auditor'] },
    passes: (row) => row.agent !== 'solidity',
  },
  { name: 'model', query: { model: ['opus'] }, passes: ({ model }) => model === 'opus' },
  { name: 'project', query: { project: ['vault'] }, passes: ({ project }) => project === 'vault' },
  { name: 'user', query: { user: ['lin'] }, passes: ({ user }) => user === 'lin' },
  {
    name: 'session',
    query: { session: ['session-1', 'name of session-3'] },
    passes: ({ owner }) => owner !== 'session-2',
  },
  { name: 'task', query: { task: ['task-2'] }, passes: ({ task }) => task === 'task-2' },
  {
    name: 'provenance',
    query: { provenance: ['reported'] },
    passes: ({ provenance }) => provenance !== 'measured',
  },
  {
    name: 'label',
    query: { label: [['effort', 'high']] },
    passes: (row) => labelOf(row, 'effort') === 'high',
  },
];

const together = (one: Filter, other: Filter): Filter => ({
  name: `${one.name} and ${other.name}`,
  query: { ...one.query, ...other.query },
  passes: (row) => one.passes(row) && other.passes(row),
});

const EVERYTHING: Filter = { name: 'no filter', query: {}, passes: () => true };
const SINGLE = [EVERYTHING, ...FILTERS];
const PAIRED = pairsOf(FILTERS).map(([one, other]) => together(one, other));

const GROUPINGS = [
  ...(['agent', 'model', 'project', 'user', 'session', 'task', 'provenance'] as const),
  ...(['label:team', 'label:effort'] as const),
] satisfies UsageGrouping[];

function pairsOf<Item>(items: readonly Item[]): [Item, Item][] {
  return items.flatMap((one, index) =>
    items.slice(index + 1).map((other): [Item, Item] => [one, other]),
  );
}

let store: TestStore;
let requests: RequestRow[] = [];

beforeAll(async () => {
  store = await startStore();
  const history = new RandomHistory(SEED, WORKSPACE);
  const clock = { now: () => DAY, sleep: () => Promise.resolve() };
  for (const batch of history.shuffledFlushes(14)) await writeFlush(store.db, batch, clock);
  requests = history.requests().filter((row) => isIn(row, { at: WINDOW.from, until: WINDOW.to }));
});
afterAll(async () => {
  await store.stop();
});

const ALL_INTERVALS = [undefined, ...USAGE_INTERVALS];

async function compare(
  groupBy: UsageGrouping[],
  filters: readonly Filter[],
  intervals: readonly (UsageInterval | undefined)[] = ALL_INTERVALS,
): Promise<number> {
  let compared = 0;
  for (const { name, query, passes } of filters) {
    const rows = requests.filter(passes);
    for (const interval of intervals) {
      const usageQuery = { ...query, ...WINDOW, groupBy, timezone: ZONE };
      const usage = await readUsage(store.db, WORKSPACE, {
        query: interval === undefined ? usageQuery : { ...usageQuery, interval },
      });
      const where = `${name}, by ${interval ?? 'the usual'}`;
      expect(usage.totals, where).toEqual(sumOf(rows));
      expect(sumOfAll(usage.series), where).toEqual(usage.totals);
      if (groupBy.length > 0) {
        expect(asMap(usage.groups), where).toEqual(groupsOf(rows, groupBy));
        expect(sumOfAll(usage.groups), where).toEqual(usage.totals);
      }
      if (interval !== undefined) {
        const parts = stretchesOf(WINDOW, interval, ZONE).map(({ at, until }) => ({
          at,
          until,
          ...sumOf(rows.filter((row) => isIn(row, { at, until }))),
        }));
        expect(usage.series, where).toEqual(parts);
      }
      compared++;
    }
  }
  return compared;
}

test('the seed has something of everything, and each filter leaves a part of it', () => {
  expect(requests.length).toBeGreaterThan(50);
  for (const { name, passes } of [...FILTERS, ...PAIRED]) {
    const left = requests.filter(passes).length;
    expect([name, left > 0 && left < requests.length]).toEqual([name, true]);
  }
});

describe('[STO2] [USE4] usage equals the sum over requests, to the micro-dollar', () => {
  test.each([[], ...GROUPINGS.map((one) => [one])])('by %s', async (...groupBy) => {
    expect(await compare(groupBy, SINGLE)).toBe(SINGLE.length * ALL_INTERVALS.length);
  });

  test('by every two filters', async () => {
    expect(await compare([], PAIRED)).toBe(PAIRED.length * ALL_INTERVALS.length);
  });

  test.each(pairsOf(GROUPINGS))('by %s and %s', async (...groupBy) => {
    expect(await compare(groupBy, SINGLE, ['day'])).toBe(SINGLE.length);
  });
});
