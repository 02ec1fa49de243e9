import type { Channel, Delivery, Rule } from '@claude-monitor/protocol/api/alerts';
import { describe, expect, test } from 'vitest';
import { timeOfDay } from '../../lib/format/time.ts';
import { NOON } from '../../lib/live/live.fixture.ts';
import { changeOf, channelState, deliveryState, formOf, testWords } from './alert-words.ts';

const RULE: Rule = {
  id: 'waiting',
  kind: 'waiting',
  isOn: true,
  severity: null,
  minutes: 5,
  cooldownMinutes: 30,
  channels: null,
  filters: { projects: [], agents: [], models: [], labels: [] },
  quietHours: null,
};

describe('a rule that is edited', () => {
  test('sends what was changed, and nothing else', () => {
    const form = formOf(RULE);
    expect(changeOf(RULE, form)).toEqual({});
    expect(changeOf(RULE, { ...form, minutes: '15', isOn: false })).toEqual({
      minutes: 15,
      isOn: false,
    });
    const limits = {
      ...form.limits,
      projects: ' shop , web',
      quietFrom: '22:00',
      quietTo: '07:00',
    };
    expect(changeOf(RULE, { ...form, limits: { ...limits, timezone: 'UTC' } })).toEqual({
      filters: { projects: ['shop', 'web'], agents: [], models: [], labels: [] },
      quietHours: { from: '22:00', to: '07:00', timezone: 'UTC' },
    });
    expect(changeOf(RULE, { ...form, channels: ['a'] })).toEqual({ channels: ['a'] });
    const chosen = { ...RULE, channels: ['a', 'b'] };
    expect(changeOf(chosen, { ...formOf(chosen), channels: ['b', 'a'] })).toEqual({});
    expect(changeOf(chosen, { ...formOf(chosen), channels: null })).toEqual({ channels: null });
  });

  test.each(['', '0', '-5', '1.5', '5 min', '1441', '99999'])(
    'with %j for minutes is not sent',
    (text) => {
      expect(changeOf(RULE, { ...formOf(RULE), minutes: text })).toBeNull();
      expect(changeOf(RULE, { ...formOf(RULE), cooldownMinutes: text })).toBeNull();
    },
  );

  test('of an error has a severity and no minutes', () => {
    const rule: Rule = { ...RULE, id: 'error', kind: 'error', severity: 'high', minutes: null };
    expect(changeOf(rule, { ...formOf(rule), severity: 'critical' })).toEqual({
      severity: 'critical',
    });
  });
});

const CHANNEL: Channel = {
  id: 'c',
  kind: 'slack',
  name: 'ops',
  host: 'hooks.slack.com',
  urlEnd: 'abcd',
  slackChannel: null,
  shows: [],
  createdAt: NOON,
  lastDeliveredAt: null,
  failing: null,
};

test.each([
  [{}, 'Nothing delivered yet'],
  [{ lastDeliveredAt: NOON - 60_000 }, 'Last message 1 min ago'],
  [
    { failing: { since: NOON - 60_000, code: 'timeout' as const, nextAt: NOON } },
    `Failing for 1 min: no response in time. Retries at ${timeOfDay(NOON)}.`,
  ],
])('a channel with %j is described so', (facts, words) => {
  expect(channelState({ ...CHANNEL, ...facts }, NOON)).toBe(words);
});

const DELIVERY: Delivery = {
  id: 'd',
  at: NOON,
  purpose: 'test',
  rule: null,
  title: 'a test',
  channel: { id: 'c', name: 'ops', kind: 'slack' },
  state: 'queued',
  attempts: 0,
  nextAt: null,
  deliveredAt: null,
  lastError: null,
  answer: null,
};

const failed = { lastError: { code: 'refused' as const, at: NOON }, attempts: 1 };

test.each<[Partial<Delivery>, string]>([
  [{}, 'Pending'],
  [{ state: 'delivered' }, 'Delivered'],
  [{ state: 'delivered', deliveredAt: NOON + 420 }, 'Delivered in 420 ms'],
  [{ ...failed, state: 'parked' }, 'Parked after 1 try: it rejected the message'],
  [
    { ...failed, state: 'retrying', attempts: 2, nextAt: NOON },
    `Retrying at ${timeOfDay(NOON)}, after 2 tries: it rejected the message`,
  ],
])('a delivery with %j is described so', (facts, words) => {
  expect(deliveryState({ ...DELIVERY, ...facts })).toBe(words);
});

test('a test shows what the platform answered', () => {
  expect(testWords({ ...DELIVERY, state: 'delivered' })).toBe('Test message delivered.');
  const refused = { ...DELIVERY, ...failed, state: 'parked' as const };
  expect(testWords({ ...refused, answer: { status: 404, text: 'no_service' } })).toMatch(
    /^Test message not delivered\. Parked after .*\. HTTP 404: no_service$/,
  );
});
