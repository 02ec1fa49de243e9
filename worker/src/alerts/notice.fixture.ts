import type { Notice } from '../domain/alerts/notice.ts';

export const noticeWith = (change: Partial<Notice> = {}): Notice => ({
  purpose: 'alert',
  rule: 'error',
  title: 'builder: error Timeout, severity high',
  severity: 'high',
  facts: [{ label: 'Agent', value: 'builder' }],
  text: 'no answer',
  at: Date.parse('2026-01-02T03:04:05Z'),
  endedAt: null,
  isLate: false,
  more: 0,
  path: '/sessions/0123456789abcdef',
  ...change,
});

const LABELS = ['Agent', 'Project', 'Task', 'Session', 'Person', 'Machine', 'Model'];

/** A notice that says the same name wherever a stranger's may stand. */
export const ofEveryField = (name: string): Notice =>
  noticeWith({
    title: `${name}: error ${name}, severity high`,
    text: name,
    facts: LABELS.map((label) => ({ label, value: name })),
    endedAt: Date.parse('2026-01-02T03:14:05Z'),
    more: 1_234_567,
  });
