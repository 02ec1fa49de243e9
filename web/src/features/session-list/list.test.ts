import { TIME } from '@claude-monitor/protocol/limits';
import type { Session } from '@claude-monitor/protocol/live/view';
import { describe, expect, test } from 'vitest';
import { NO_FILTERS, withValue } from '../../lib/filters/filters.ts';
import { figures, NOON, session } from '../../lib/live/live.fixture.ts';
import { isWithin, queryFor } from './fetch-sessions.ts';
import { byDay } from './day-rows.ts';
import { countShown } from './list-row.ts';
import { isNewer } from './newer.ts';
import { sentenceOf, type Shown } from './sentence.ts';
import { ListPages } from '../../lib/history/list-pages.svelte.ts';
import { DEFAULT_SORT, sortedBy, sortFrom } from './sort.ts';
import { linesWithin, offsetsOf } from './window.ts';

const bounds = { from: NOON - TIME.dayMs, to: NOON };
const pageQuery = { bounds, filters: NO_FILTERS, sort: DEFAULT_SORT };

describe('the question', () => {
  test('names range, filters, text and order as the API does', () => {
    const filters = withValue(withValue(NO_FILTERS, 'agent', 'a'), 'agent', 'b & c');
    const query = queryFor({ ...pageQuery, filters: { ...filters, text: 'deploy' } }, 'next');
    expect(query).toBe(
      `from=${String(bounds.from)}&to=${String(NOON)}&q=deploy&agent=a&agent=b+%26+c` +
        '&sort=started_at&order=desc&limit=500&cursor=next',
    );
  });

  test('is sorted by the most first, then the least; an unknown order is said', () => {
    const byCost = sortedBy('cost', DEFAULT_SORT);
    expect(byCost).toEqual({ by: 'cost', order: 'desc' });
    expect(sortedBy('cost', byCost)).toEqual({ by: 'cost', order: 'asc' });
    expect(sortFrom(new URLSearchParams('sort=charm'))).toEqual({
      sort: DEFAULT_SORT,
      notUnderstood: 'charm',
    });
  });

  test('is of sessions of which any part lies in the range', () => {
    const at = (startedAt: number, lastAt: number): boolean =>
      isWithin(session('a', { startedAt, lastAt }), bounds);
    expect(at(bounds.from - 10, bounds.from)).toBe(true);
    expect(at(bounds.from - 10, bounds.from - 1)).toBe(false);
    expect(at(NOON - 1, NOON + 10)).toBe(true);
    expect(at(NOON, NOON)).toBe(false);
  });
});

describe('pages', () => {
  const page = (ids: readonly string[], next: string | null) => ({
    name: 'found' as const,
    stored: { asOf: NOON, fresh: true, next, items: ids.map((id) => session(id)) },
  });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  };

  test('follow each other until there is none, and show no session twice', async () => {
    const answers = [page(['a', 'b'], '1'), page(['b', 'c'], null)];
    const cursors: (string | null)[] = [];
    const pages = new ListPages<Session>({
      fetch: (cursor) => {
        cursors.push(cursor);
        return Promise.resolve(answers.shift() ?? page([], null));
      },
      isWanted: () => true,
      now: () => NOON,
    });
    expect(pages.first).toBeNull();
    pages.more();
    pages.more();
    await settled();
    expect(pages.isWhole).toBe(false);
    pages.more();
    await settled();
    pages.more();
    expect(pages.items.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(pages.isWhole).toBe(true);
    expect(cursors).toEqual([null, '1']);
  });

  test('leave out what was not asked for, and look on until there is something', async () => {
    const answers = [page(['a'], '1'), page(['b'], '2'), page(['c'], '3')];
    const pages = new ListPages<Session>({
      fetch: () => Promise.resolve(answers.shift() ?? page([], null)),
      isWanted: ({ id }) => id === 'b',
      now: () => NOON,
    });
    pages.more();
    await settled();
    expect(pages.items.map(({ id }) => id)).toEqual(['b']);
    expect(answers).toHaveLength(1);
  });

  test('say what is the matter, keep what they have, and go on from there', async () => {
    const outcomes = [
      page(['a'], '1'),
      { name: 'no history' as const, retryAfterMs: 60_000 },
      page(['b'], null),
    ];
    const pages = new ListPages<Session>({
      fetch: () => Promise.resolve(outcomes.shift() ?? page([], null)),
      isWanted: () => true,
      now: () => NOON,
    });
    pages.more();
    await settled();
    pages.more();
    await settled();
    expect(pages.trouble).toEqual({ name: 'no history', retryAt: NOON + 60_000 });
    expect(pages.items).toHaveLength(1);
    pages.retryNow();
    await settled();
    expect(pages.trouble).toBeNull();
    expect(pages.items.map(({ id }) => id)).toEqual(['a', 'b']);
    pages.close();
  });

  test('do not ask again what the service refuses', async () => {
    let asks = 0;
    const pages = new ListPages<Session>({
      fetch: () => {
        asks += 1;
        return Promise.resolve({ name: 'not found' as const });
      },
      isWanted: () => true,
      now: () => NOON,
    });
    pages.more();
    await settled();
    pages.more();
    await settled();
    expect([asks, pages.trouble?.name]).toEqual([1, 'not found']);
  });
});

describe('the lines of the list', () => {
  const started = (id: string, iso: string): Session =>
    session(id, {
      startedAt: Date.parse(iso),
      usage: figures({ measured: { costMicros: 1_000_000, requests: 1 } }),
    });

  test('stand below the days of the viewer; the last day counts once it is whole', () => {
    const sessions = [
      started('a', '2026-11-22T23:30Z'),
      started('b', '2026-11-22T22:30Z'),
      started('c', '2026-11-21T23:30Z'),
    ];
    const days = (zone: string, isWhole: boolean) =>
      byDay(sessions, { zone, isWhole }).flatMap((item) =>
        item.kind === 'day' ? [[item.sessions, item.costMicros, item.isWhole]] : [],
      );
    expect(days('UTC', true)).toEqual([
      [2, 2_000_000, true],
      [1, 1_000_000, true],
    ]);
    expect(days('Europe/Berlin', false)).toEqual([
      [1, 1_000_000, true],
      [2, 2_000_000, false],
    ]);
    expect(days('Asia/Kolkata', false)).toEqual([
      [2, 2_000_000, true],
      [1, 1_000_000, false],
    ]);
  });

  test('of 100,000 sessions are fewer than 200 at any height', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => ({
      kind: index % 100 === 0 ? ('day' as const) : ('session' as const),
    }));
    const offsets = offsetsOf(items, { day: 32, session: 46 });
    const whole = offsets.at(-1) ?? 0;
    for (const top of [-500, 0, 1, whole / 3, whole - 900, whole + 900]) {
      const { first, end } = linesWithin(offsets, { top, height: 1_200, around: 12 });
      expect(end - first).toBeLessThan(60);
      expect(end - first).toBeGreaterThan(10);
      if (top < 0 || top > whole - 1_200) continue;
      expect(offsets[first]).toBeLessThanOrEqual(top);
      expect(offsets[end]).toBeGreaterThanOrEqual(top + 1_200);
    }
    expect(
      linesWithin(offsetsOf([], { day: 1, session: 1 }), { top: 0, height: 9, around: 2 }),
    ).toEqual({ first: 0, end: 0 });
  });
});

describe('the sentence', () => {
  const shown: Shown = {
    sessions: 61,
    isWhole: true,
    isFiltered: false,
    states: { waiting: 1, stalled: 2, ended: 58 },
    failed: 4,
    costMicros: 214_360_000,
    unpricedRequests: 0,
    when: 'in the last 7 days',
  };
  const textOf = (changes: Partial<Shown>): string =>
    sentenceOf({ ...shown, ...changes })
      .map(({ text }) => text)
      .join('');

  test.each<[Partial<Shown>, string]>([
    [
      {},
      '61 sessions in the last 7 days, list price $214.36. One is waiting for a person, two are stalled, 4 have failed tasks.',
    ],
    [{ states: {}, failed: 0 }, '61 sessions in the last 7 days, list price $214.36.'],
    [
      { states: {}, failed: 1, when: 'last night' },
      '61 sessions last night, list price $214.36. One has a failed task.',
    ],
    [
      { sessions: 1, states: {}, failed: 0, costMicros: 0, isFiltered: true },
      '1 matching session in the last 7 days.',
    ],
    [
      { states: {}, failed: 0, unpricedRequests: 12 },
      '61 sessions in the last 7 days, list price $214.36 without 12 requests that have no price.',
    ],
    [{ sessions: 0 }, 'No sessions in the last 7 days.'],
    [{ sessions: 100, isWhole: false }, 'More than 100 sessions in the last 7 days.'],
  ])('claims what the figures show: %o', (changes, sentence) => {
    expect(textOf(changes)).toBe(sentence);
  });

  test('counts what the rows show', () => {
    const counted = countShown(
      [
        session('a', { turn: { state: 'waiting', at: NOON, reason: null } }),
        session('b', { endedAt: NOON, tasks: { open: 0, done: 1, failed: 2, cancelled: 0 } }),
      ],
      { now: NOON },
    );
    expect(counted).toMatchObject({ sessions: 2, states: { waiting: 1, ended: 1 }, failed: 1 });
  });
});

describe('newer sessions', () => {
  const clock = { now: NOON, zone: 'UTC' };
  const range = { name: '7d', end: null } as const;
  const later = session('a', { startedAt: NOON + 1, agentName: 'a', project: null });

  test('are those that began since, as far as the page can tell', () => {
    expect(isNewer(later, { range, filters: NO_FILTERS, clock })).toBe(true);
    expect(isNewer(session('b'), { range, filters: NO_FILTERS, clock })).toBe(false);
    const of = (name: 'agent' | 'project' | 'state', value: string): boolean =>
      isNewer(later, { range, filters: withValue(NO_FILTERS, name, value), clock });
    expect([of('agent', 'a'), of('agent', 'b'), of('project', 'p'), of('state', 'idle')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(isNewer(later, { range: { ...range, end: NOON }, filters: NO_FILTERS, clock })).toBe(
      false,
    );
  });
});
