import { TIME } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { errorAlerts, type PastErrors } from './preview.ts';
import { defaultRule } from './rules.ts';

const { minuteMs: MINUTE } = TIME;
const rule = defaultRule('error');

const row = (at: number, change: Partial<PastErrors> = {}): PastErrors => ({
  session: 'a',
  errorType: 'Timeout',
  severity: 'high',
  count: 1,
  firstAt: at,
  lastAt: at,
  ...change,
});

test('errors of one thing within the cooldown are one alert', () => {
  const rows = [row(0), row(14 * MINUTE), row(20 * MINUTE)];
  expect(errorAlerts(rows, rule)).toEqual({ times: 2, isExact: true });
  expect(errorAlerts(rows, { ...rule, cooldownMinutes: 60 })).toEqual({ times: 1, isExact: true });
});

test('other sessions and types are others; what is less severe is none', () => {
  const rows = [
    row(0),
    row(1, { session: 'b' }),
    row(2, { errorType: 'Crash' }),
    row(3, { severity: 'low', errorType: 'Warning' }),
  ];
  expect(errorAlerts(rows, rule).times).toBe(3);
  expect(errorAlerts(rows, { ...rule, severity: 'low' }).times).toBe(4);
  expect(errorAlerts([], rule)).toEqual({ times: 0, isExact: true });
});

test('many errors of an hour are counted as evenly spaced, and that is said', () => {
  const busy = row(0, { count: 1_000, lastAt: 59 * MINUTE });
  expect(errorAlerts([busy], rule)).toEqual({ times: 4, isExact: false });
  const two = row(0, { count: 2, lastAt: 59 * MINUTE });
  expect(errorAlerts([two], rule)).toEqual({ times: 2, isExact: true });
});
