import { followWords, type Incident } from '@claude-monitor/protocol';
import type { Notice } from '../alerts/notice.ts';

/** A notification about incidents; `newest` null: it gives no details. */
export function pushNotice(count: number, newest: Incident | null, now: number): Notice {
  const { title, body } = followWords(count, newest);
  return { ...EMPTY, title, text: body, at: now };
}

/** Stands in the outbox until it is sent, when it is known how many there are. */
export const waitingPushNotice = (now: number): Notice => pushNotice(1, null, now);

export const pushTestNotice = (now: number): Notice => ({
  ...EMPTY,
  purpose: 'test',
  title: 'Claude Monitor: notifications reach this browser',
  at: now,
});

const EMPTY: Omit<Notice, 'title' | 'at'> = {
  purpose: 'alert',
  rule: null,
  severity: null,
  facts: [],
  text: null,
  endedAt: null,
  isLate: false,
  more: 0,
  path: '/inbox',
};
