import { DEFAULT_ALERT_FIELDS, type Budget } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { budgetNotice } from './budget-notice.ts';

const NOW = Date.parse('2026-11-24T09:12:00Z');

const budgetOf = (change: Partial<Budget> = {}): Budget => ({
  ...{ id: 'b', scope: { kind: 'project', name: 'shop' }, unit: 'dollars', limit: 250 },
  ...{ period: 'month', timezone: 'Europe/Berlin', channels: null, createdAt: NOW },
  ...{ alerted: [], brake: true, setBy: 'admin', tripped: [], lifted: [] },
  ...change,
});

const PART = { key: '2026-11', amount: 251, unpricedRequests: 0, session: null };
const SENDING = { shows: DEFAULT_ALERT_FIELDS, now: NOW };

test.each<[string, Partial<Budget>, number, RegExp | null]>([
  [
    'with a brake that is reached',
    {},
    100,
    /^Tool calls are stopped until .* or the period ends\.$/,
  ],
  ['for each run', { period: 'run' }, 100, /^Tool calls are stopped until .* lifts its brake\.$/],
  ['with a brake that is not reached', {}, 80, null],
  ['without a brake', { brake: false }, 100, null],
  ['that was lifted for the period', { lifted: [{ key: '2026-11', at: 1, by: 'a' }] }, 100, null],
])('the message of a budget %s says whether it stops anything', (_, change, threshold, text) => {
  const notice = budgetNotice(budgetOf(change), { part: PART, threshold }, SENDING);
  if (text === null) expect(notice.text).toBeNull();
  else expect(notice.text).toMatch(text);
});
