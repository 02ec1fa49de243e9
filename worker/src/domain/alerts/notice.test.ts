import { ALERT_FIELDS } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import type { AlertEvent, Message } from './sent-alert.ts';
import { moreInWords, noticeOf } from './notice.ts';

const failed: AlertEvent = {
  rule: 'task_failed',
  key: 'k',
  subject: {
    id: 'id-1',
    sessionId: 'sol-214',
    agentName: 'solidity-developer',
    model: null,
    project: null,
    user: null,
    device: null,
    task: { id: 't', taskId: 'SOL-2', description: 'Write router contract' },
  },
  at: 1_000,
  isLate: false,
  error: { type: 'test_failure', message: '3 of 41 tests fail', severity: 'high' },
  reason: null,
};

const messageOf = (alertEvent: AlertEvent): Message => ({
  purpose: 'alert',
  alertEvent,
  more: 0,
  end: null,
  isOverflow: false,
});

test('a failed task says after which error, and leads to that moment of its session', () => {
  expect(noticeOf(messageOf(failed), ALERT_FIELDS)).toMatchObject({
    title: 'solidity-developer: task SOL-2 failed after error test_failure',
    text: 'Write router contract: 3 of 41 tests fail',
    path: '/sessions/id-1?at=1000',
  });
});

test('[SHR4] a channel that shows neither errors nor texts learns of neither', () => {
  const notice = noticeOf(messageOf(failed), ['agents']);
  expect(notice).toMatchObject({ title: 'solidity-developer: a task failed', text: null });
  expect(JSON.stringify(notice)).not.toMatch(/test_failure|41 tests|router/);
});

test('what lasts leads to the page as it is now', () => {
  const waiting = messageOf({ ...failed, rule: 'waiting', error: null });
  expect(noticeOf(waiting, ['agents']).path).toBe('/sessions/id-1');
});

test('trouble of the service names no agent and no session', () => {
  const subject = { ...failed.subject, id: '', sessionId: '', agentName: 'Claude Monitor' };
  const trouble = { ...failed, rule: 'service' as const, subject: { ...subject, task: null } };
  expect(noticeOf(messageOf({ ...trouble, error: null }), ALERT_FIELDS)).toMatchObject({
    title: 'Claude Monitor needs attention',
    facts: [],
    path: '/inbox',
  });
});

test('what stands for many says how many once', () => {
  const lost = { ...failed, rule: 'lost' as const, error: null };
  const many = noticeOf({ ...messageOf(lost), more: 41, isOverflow: true }, ALERT_FIELDS);
  expect(many.title).toBe('42 more lost agents in one minute');
  expect(moreInWords(many)).toBe('');
  expect(moreInWords(noticeOf({ ...messageOf(lost), more: 41 }, ALERT_FIELDS))).toBe('and 41 more');
});
