import { RULE_KINDS, type Channel, type Delivery } from '@claude-monitor/protocol';
import { defaultRule } from '../domain/alerts/rules.ts';

const AT = 1_700_000_000_000;

/** What a fake hub answers about alerts. */
export const FAKE_RULES = RULE_KINDS.map(defaultRule);

export const FAKE_CHANNEL: Channel = {
  id: 'channel',
  kind: 'webhook',
  name: 'on call',
  host: 'hooks.example.com',
  urlEnd: 'hook',
  slackChannel: null,
  shows: ['agents'],
  createdAt: AT,
  lastDeliveredAt: null,
  failing: null,
};

export const FAKE_DELIVERY: Delivery = {
  id: 'msg_1',
  at: AT,
  purpose: 'test',
  rule: null,
  title: 'A test',
  channel: { id: 'channel', name: 'on call', kind: 'webhook' },
  state: 'delivered',
  attempts: 1,
  nextAt: null,
  deliveredAt: AT,
  lastError: null,
  answer: { status: 200, text: 'ok' },
};
