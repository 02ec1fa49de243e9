import { expect, test } from 'vitest';
import type { StatusAnswer, UsageSums } from '@claude-monitor/protocol';
import parsePrometheus from 'parse-prometheus-text-format';
import { metricsText } from './metrics-text.ts';

const sums = (of: number): UsageSums => ({
  requests: of,
  inputTokens: 2 * of,
  outputTokens: 3 * of,
  cacheReadTokens: 4 * of,
  cacheCreationTokens: 5 * of,
  costMicros: 1_000 * of,
  unpricedRequests: of / 10,
});

const status: StatusAnswer = {
  asOf: 0,
  fresh: true,
  workspace: 'team',
  seq: 12,
  flushedSeq: 10,
  journal: { rows: 2, events: 3, bytes: 400, oldestAt: 5_000 },
  flush: { lagMs: 1_500, lastAt: 9_000, failing: null },
  parked: { rows: 3, bytes: 900, oldestAt: 6_000 },
  sockets: 1,
  sessions: 4,
  tasks: 5,
  totals: {
    usage: {
      ...sums(100),
      measured: sums(70),
      // 50 more are of sessions that are measured: they add to nothing.
      reported: sums(80),
    },
    errors: 9,
    highErrors: 2,
    tasksDone: 6,
    tasksFailed: 1,
    openTasks: 3,
  },
  completeness: null,
  alerts: { waiting: 7, oldestAt: 8_000, parked: 2, dropped: 3, failingChannels: 1 },
  arrivals: {},
  rejections: { too_old: 6, 'a"b\\c\nd': 1 },
};

const lineOf = (text: string, name: string): string | undefined =>
  text.split('\n').find((line) => line.startsWith(`claude_monitor_${name} `));

test('a parser of Prometheus reads every metric, each with help and type', () => {
  const text = metricsText(status, 10_000);
  const families = parsePrometheus(text);
  expect(families.length).toBe(text.split('# TYPE ').length - 1);
  for (const { name, help, type, metrics } of families) {
    expect(name).toMatch(/^claude_monitor_[a-z_]+$/);
    expect(help).not.toBe('');
    expect(type).toBe(name.endsWith('_total') ? 'COUNTER' : 'GAUGE');
    for (const { value } of metrics) expect(Number(value)).not.toBeNaN();
  }
  const codes = families.find(({ name }) => name === 'claude_monitor_rejections_total')?.metrics;
  expect(codes?.map(({ labels }) => labels?.['code'])).toEqual(['too_old', 'a"b\\c\nd']);
});

test('[USE1] usage is counted by kind and provenance, and adds up to what the pages show', () => {
  const families = parsePrometheus(metricsText(status, 10_000));
  const samplesOf = (name: string) =>
    families.find((family) => family.name === `claude_monitor_${name}`)?.metrics ?? [];
  const sumOf = (name: string): number =>
    samplesOf(name).reduce((sum, { value }) => sum + Number(value), 0);
  expect(sumOf('tokens_total')).toBe(100 * (2 + 3 + 4 + 5));
  expect(sumOf('cost_dollars_total')).toBeCloseTo(0.1, 10);
  expect(sumOf('requests_total')).toBe(100);
  expect(samplesOf('tokens_total')).toContainEqual({
    value: '280',
    labels: { kind: 'cache_read', provenance: 'measured' },
  });
  expect(samplesOf('requests_total')).toContainEqual({
    value: '30',
    labels: { provenance: 'reported' },
  });
  expect(sumOf('errors_total')).toBe(9);
  expect(sumOf('tasks_total')).toBe(7);
});

test('metrics tell depth and age of the journal, lag of the flush, sockets and rejections', () => {
  const text = metricsText(status, 10_000);
  expect(lineOf(text, 'journal_events')).toBe('claude_monitor_journal_events 3');
  expect(lineOf(text, 'journal_age_seconds')).toBe('claude_monitor_journal_age_seconds 5');
  expect(lineOf(text, 'flush_lag_seconds')).toBe('claude_monitor_flush_lag_seconds 1.5');
  expect(lineOf(text, 'flush_failing')).toBe('claude_monitor_flush_failing 0');
  expect(lineOf(text, 'sockets')).toBe('claude_monitor_sockets 1');
  expect(text).toContain('claude_monitor_rejections_total{code="too_old"} 6\n');
  expect(text).toContain('{code="a\\"b\\\\c\\nd"} 1\n');
});

test('metrics tell how messages to channels fare', () => {
  const text = metricsText(status, 10_000);
  expect(lineOf(text, 'alerts_waiting')).toBe('claude_monitor_alerts_waiting 7');
  expect(lineOf(text, 'alerts_waiting_seconds')).toBe('claude_monitor_alerts_waiting_seconds 2');
  expect(lineOf(text, 'alerts_parked')).toBe('claude_monitor_alerts_parked 2');
  expect(lineOf(text, 'alerts_channels_failing')).toBe('claude_monitor_alerts_channels_failing 1');
  expect(text).toContain('# TYPE claude_monitor_alerts_dropped_total counter\n');
  expect(lineOf(text, 'alerts_dropped_total')).toBe('claude_monitor_alerts_dropped_total 3');
});

test('metrics say since when libSQL takes no flush', () => {
  const failing = { since: 4_000, code: 'unreachable' };
  const text = metricsText({ ...status, flush: { ...status.flush, failing } }, 10_000);
  expect(lineOf(text, 'flush_failing')).toBe('claude_monitor_flush_failing 1');
  expect(lineOf(text, 'flush_failing_seconds')).toBe('claude_monitor_flush_failing_seconds 6');
});

test('[STO7] metrics tell how many rows libSQL refused for good, and since when', () => {
  const text = metricsText(status, 10_000);
  expect(lineOf(text, 'parked_rows')).toBe('claude_monitor_parked_rows 3');
  expect(lineOf(text, 'parked_bytes')).toBe('claude_monitor_parked_bytes 900');
  expect(lineOf(text, 'parked_seconds')).toBe('claude_monitor_parked_seconds 4');
});
