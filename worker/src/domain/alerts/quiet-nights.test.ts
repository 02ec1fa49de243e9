import { LIMITS, TIME, type Rule } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { dueMessages, nextDueAt, raise, setDueTimes } from './notify.ts';
import { defaultRule } from './rules.ts';
import { noSentAlerts, type SentAlerts, type Subject } from './sent-alert.ts';

const NIGHT = Date.parse('2026-11-30T20:00:00Z');
/** 07:00 in Kolkata. */
const MORNING = Date.parse('2026-12-01T01:30:00Z');

const rule: Rule = {
  ...defaultRule('error'),
  quietHours: { from: '22:00', to: '07:00', timezone: 'Asia/Kolkata' },
};
const ruleOf = (): Rule => rule;
const subject: Subject = {
  id: 's',
  sessionId: 's',
  agentName: 'builder',
  model: null,
  project: null,
  user: null,
  device: null,
  task: null,
};

function errorsAtNight(count: number): SentAlerts {
  const sent = noSentAlerts();
  for (let index = 0; index < count; index++) {
    const key = `error s ${String(index)}`;
    const about = { subject, at: NIGHT, isLate: false, error: null, reason: null };
    const alertEvent = { rule: 'error', key, ...about } as const;
    expect(
      raise(sent, alertEvent, { ruleOf, heldUntil: () => null, now: NIGHT, times: 1 }),
    ).toEqual([]);
  }
  return sent;
}

test('[HUB8] what waits for the end of quiet hours is not walked over to know when they end', () => {
  const sent = errorsAtNight(LIMITS.sentAlertsKept);
  const walked = (): never => {
    throw new Error('walked over what waits');
  };
  for (const map of [sent.byKey, sent.dueAt]) {
    Object.assign(map, { values: walked, entries: walked, keys: walked, forEach: walked });
    Object.defineProperty(map, Symbol.iterator, { value: walked });
  }
  expect(nextDueAt(sent)).toBe(MORNING);
});

test('when it is due follows the rule as it is now', () => {
  const sent = errorsAtNight(3);
  setDueTimes(sent, () => ({ ...rule, quietHours: null }));
  expect(nextDueAt(sent)).toBe(MORNING);
  setDueTimes(sent, () => ({ ...rule, quietHours: null, cooldownMinutes: 0 }));
  expect(nextDueAt(sent)).toBe(MORNING - rule.cooldownMinutes * TIME.minuteMs);
});

test('[HUB8] a whole night is sent in the morning as so many messages and a number', () => {
  const sent = errorsAtNight(100);
  expect(dueMessages(sent, { ruleOf, heldUntil: () => null, now: MORNING - 1 })).toEqual([]);
  const messages = dueMessages(sent, { ruleOf, heldUntil: () => null, now: MORNING });
  expect(messages.map(({ more }) => more)).toEqual(Array(LIMITS.alertsOfRule).fill(0));
  const later = MORNING + LIMITS.alertsOfRuleMs;
  expect(nextDueAt(sent)).toBe(later);
  const rest = dueMessages(sent, { ruleOf, heldUntil: () => null, now: later });
  expect(rest).toMatchObject([{ isOverflow: true, more: 100 - LIMITS.alertsOfRule - 1 }]);
  expect(nextDueAt(sent)).toBeNull();
});
