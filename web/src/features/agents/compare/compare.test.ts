import type { AgentRow, Share, Spread } from '@claude-monitor/protocol/api/index';
import { describe, expect, test } from 'vitest';
import { byProject, differencesOf, logPlace, scaleOf } from './compare.ts';
import { sentenceOf } from './sentence.ts';

const spread = (n: number, median: number, [low, high]: [number, number]): Spread => ({
  n,
  median: n < 10 ? null : median,
  low: n < 10 ? null : low,
  high: n < 10 ? null : high,
  medianLow: n < 10 ? null : low,
  medianHigh: n < 10 ? null : high,
  values: n < 10 ? [low, high] : [],
});
const share = (n: number, hits: number, [low, high]: [number, number]): Share => ({
  ...{ n, hits, low, high },
});

const row = (part: Partial<AgentRow> = {}): AgentRow => ({
  ...{ project: 'dex', agentName: 'writer', model: 'claude-sonnet-4-5' },
  ...{ done: 20, failed: 1, cancelled: 0 },
  firstTry: share(20, 16, [0.58, 0.92]),
  durationMs: spread(20, 600_000, [500_000, 700_000]),
  waitedMs: spread(0, 0, [0, 0]),
  costMicros: spread(20, 100_000, [90_000, 110_000]),
  tokens: spread(20, 10_000, [9_000, 11_000]),
  ...{ unpricedRequests: 0, cacheReadTokens: 0, sentTokens: 0 },
  priorities: { critical: 0, high: 0, medium: 0, low: 0, none: 21 },
  ...{ sessions: 5, errors: 2, sessionMs: 7_200_000 },
  ...part,
});
const dear = (part: Partial<AgentRow> = {}): AgentRow =>
  row({
    model: 'claude-opus-4-5',
    costMicros: spread(20, 300_000, [250_000, 350_000]),
    ...part,
  });

const text = (rows: AgentRow[]): string =>
  sentenceOf({ items: rows }, 'in the last 7 days')
    .map((part) => part.text)
    .join('');

describe('two models of one agent in one project', () => {
  test('differ where their intervals do not overlap, and only there', () => {
    const rows = [row(), dear()];
    expect(differencesOf(dear(), [row(), dear()])).toMatchObject([
      { kind: 'cost', times: 3, than: 'claude-sonnet-4-5' },
    ]);
    expect(text(rows)).toBe(
      '42 tasks ended in the last 7 days, by one agent. writer costs more per finished task with opus-4-5 than with sonnet-4-5.',
    );
    const overlapping = [row(), dear({ costMicros: spread(20, 300_000, [105_000, 350_000]) })];
    expect(text(overlapping)).toContain('No clear difference');
  });

  test('are not compared with fewer than ten finished tasks', () => {
    const rows = [row(), dear({ done: 9, costMicros: spread(9, 300_000, [250_000, 350_000]) })];
    expect(rows.flatMap((one) => differencesOf(one, rows))).toEqual([]);
    expect(text(rows)).toContain('Nothing to compare yet');
  });
});

test('agents, and one agent in two projects, are never compared', () => {
  const rows = [row(), dear({ project: 'vault' }), dear({ agentName: 'auditor' })];
  expect(rows.flatMap((one) => differencesOf(one, rows))).toEqual([]);
  expect(byProject(rows).map(({ project, tasks }) => [project, tasks])).toEqual([
    ['dex', 42],
    ['vault', 21],
  ]);
});

test('nothing at all is said to be nothing', () => {
  expect(text([])).toBe('No agent finished a task in the last 7 days.');
});

test('a scale of ratios has its ends where the least and the most are', () => {
  const scale = scaleOf([spread(20, 2, [1, 100]), spread(3, 0, [0, 10_000])]);
  expect(scale).toEqual({ least: 1, most: 10_000 });
  expect([0, 1, 100, 10_000].map((value) => logPlace(value, scale))).toEqual([0, 0, 0.5, 1]);
  expect(logPlace(5, scaleOf([]))).toBe(0.5);
});
