import {
  type Channel,
  type ChannelChange,
  type CreatedChannel,
  type DeliveriesAnswer,
  type DeliveriesQuery,
  type Delivery,
  type Incident,
  TIME,
  type Rule,
  type RuleChange,
  type RuleKind,
  ruleKindSchema,
} from '@claude-monitor/protocol';
import { testNotice } from '../../domain/alerts/notice.ts';
import { passesFilters, type Filtered } from '../../domain/alerts/filters.ts';
import { changeRule } from '../../domain/alerts/rules.ts';
import { shownUrl, urlFault } from '../../domain/alerts/webhook-url.ts';
import { refuse } from '../auth/access.ts';
import type { Answer } from '../rpc.ts';
import type { Alerts } from './alerts.ts';
import { tryNow } from './try-now.ts';
import { publicPart, type StoredChannel } from './settings.ts';

export type NewChannel = Pick<
  StoredChannel,
  'id' | 'kind' | 'name' | 'url' | 'shows' | 'secret' | 'origin'
>;

const GONE = 'Channel not found.';

export function createChannel(
  alerts: Alerts,
  channel: NewChannel,
  now: number,
): Answer<CreatedChannel> {
  const { settings } = alerts;
  if (settings.isFull)
    return refuse(
      'conflict',
      'This workspace has reached its limit of channels. Remove one first.',
    );
  const fault = urlFault(channel.kind, channel.url, alerts.isLocalAllowed);
  if (fault !== null) return refuse('invalid_body', fault);
  const isFirst = !settings.hasChannels;
  const stored: StoredChannel = {
    ...channel,
    ...shownUrl(channel.url),
    createdAt: now,
    lastDeliveredAt: null,
    failing: null,
    notBefore: 0,
  };
  settings.saveChannel(stored);
  if (isFirst) alerts.begin();
  alerts.lookAtAll();
  return { ok: true, value: { ...publicPart(stored), secret: channel.secret } };
}

export function listChannels({ settings }: Alerts): Answer<Channel[]> {
  return { ok: true, value: settings.channels.map(publicPart) };
}

/** Holds for what is sent from now on; what is on its way goes as it was made. */
export function changeChannel(
  { settings }: Alerts,
  id: string,
  { name, shows }: ChannelChange,
): Answer<Channel> {
  const channel = settings.channel(id);
  if (channel === null) return refuse('not_found', GONE);
  const changed: StoredChannel = {
    ...channel,
    name: name ?? channel.name,
    shows: shows ?? channel.shows,
  };
  settings.saveChannel(changed);
  return { ok: true, value: publicPart(changed) };
}

/** What was on its way to it is parked, for it has nowhere to go. */
export function deleteChannel(alerts: Alerts, id: string): Answer<Channel> {
  const gone = alerts.settings.deleteChannel(id);
  if (gone === null) return refuse('not_found', GONE);
  alerts.deliveryWorker.parkAllOf(id);
  alerts.links.forgetChannel(id);
  alerts.sentMessages.forgetChannel(id);
  return { ok: true, value: publicPart(gone) };
}

/** A test message on the way of every other one; answers when it was tried. */
export async function testChannel(
  alerts: Alerts,
  id: string,
  now: number,
): Promise<Answer<Delivery>> {
  const channel = alerts.settings.channel(id);
  const receiver = alerts.receivers.find(id);
  if (channel === null || receiver === null) return refuse('not_found', GONE);
  const { delivery } = alerts.put(channel, testNotice(now));
  await tryNow(alerts, receiver, delivery.id);
  return { ok: true, value: alerts.outbox.find(delivery.id)?.delivery ?? delivery };
}

export function changeRuleOf(alerts: Alerts, id: string, change: RuleChange): Answer<Rule> {
  const { settings } = alerts;
  const kind = ruleKindSchema.safeParse(id);
  if (!kind.success) return refuse('not_found', 'Rule not found.');
  const changed = changeRule(settings.rule(kind.data), change);
  if ('fault' in changed) return refuse('invalid_body', changed.fault);
  const unknown = changed.channels?.find((id) => settings.channel(id) === null);
  if (unknown !== undefined) return refuse('invalid_body', GONE);
  settings.saveRule(changed);
  if (settings.hasChannels) alerts.lookAtAll();
  return { ok: true, value: changed };
}

export type PreviewedRule = {
  rule: Rule;
  /** New alerts by the incidents of the hub; null: history knows it. */
  times: number | null;
  since: number;
};

/** The rule as it would be, and how often incidents of its kind would have made it fire since a time. */
export function previewRuleOf(
  alerts: Alerts,
  { kind, change, now }: { kind: RuleKind; change: RuleChange; now: number },
): Answer<PreviewedRule> {
  const rule = changeRule(alerts.settings.rule(kind), change);
  if ('fault' in rule) return refuse('invalid_body', rule.fault);
  const { store } = alerts.incidents;
  const since = Math.max(now - PREVIEW_MS, store.since ?? now);
  if (kind === 'error' || kind === 'task_failed')
    return { ok: true, value: { rule, times: null, since: now - PREVIEW_MS } };
  const leastMs = (rule.minutes ?? 0) * TIME.minuteMs;
  const lasted = store
    .openedSince(kind, since)
    .filter(({ since: from, resolvedAt }) => (resolvedAt ?? now) - from >= leastMs);
  const times = lasted.filter((one) => passesFilters(rule.filters, filteredOf(one))).length;
  return { ok: true, value: { rule, times, since } };
}

const PREVIEW_MS = 7 * TIME.dayMs;

/** Labels are not kept with an incident: who filters by them gets an answer that says so. */
const filteredOf = ({ agentName, project, model }: Incident): Filtered => ({
  agentName: agentName ?? '',
  project,
  model,
  labels: [],
});

export function listDeliveries(alerts: Alerts, query: DeliveriesQuery): Answer<DeliveriesAnswer> {
  return { ok: true, value: alerts.outbox.list(query) };
}

/** Puts a parked message back into the outbox, under its own id. */
export async function retryDelivery(
  alerts: Alerts,
  id: string,
  now: number,
): Promise<Answer<Delivery>> {
  const entry = alerts.outbox.find(id);
  if (entry === null) return refuse('not_found', 'Delivery not found.');
  if (entry.delivery.state === 'delivered') {
    return refuse('conflict', 'This message was already delivered.');
  }
  const receiver = alerts.receivers.find(entry.delivery.channel.id);
  if (receiver === null) return refuse('conflict', 'The channel of this message was deleted.');
  if (entry.delivery.state === 'parked') {
    const delivery: Delivery = { ...entry.delivery, state: 'queued', nextAt: now };
    alerts.outbox.save({ ...entry, delivery, failures: 0, queuedAt: now });
  }
  await tryNow(alerts, receiver, id);
  return { ok: true, value: alerts.outbox.find(id)?.delivery ?? entry.delivery };
}
