import {
  channelsAnswerSchema,
  channelSchema,
  createChannelAnswerSchema,
  deliveriesAnswerSchema,
  deliverySchema,
  previewRuleAnswerSchema,
  rulesAnswerSchema,
  ruleSchema,
  type Channel,
  type ChannelChange,
  type DeliveriesAnswer,
  type Delivery,
  type DeliveryState,
  type NewChannelBody,
  type Rule,
  type RuleChange,
  type RulePreview,
} from '@claude-monitor/protocol/api/alerts';
import { callAdmin, NOTHING, type AdminOutcome } from '../../lib/api/admin.ts';

type Fetch = typeof fetch;

/** A channel that was just added; the secret that signs its messages is shown this once. */
export type MadeChannel = Channel & { secret: string | null };

export type ChannelInput = NewChannelBody;

const channelPath = (id: string): string => `/v1/channels/${encodeURIComponent(id)}`;

export const fetchChannels = (fetchFrom: Fetch): Promise<AdminOutcome<{ items: Channel[] }>> =>
  callAdmin({ method: 'GET', path: '/v1/channels', schema: channelsAnswerSchema }, fetchFrom);

export const addChannel = (
  body: ChannelInput,
  fetchFrom: Fetch,
): Promise<AdminOutcome<MadeChannel>> =>
  callAdmin(
    { method: 'POST', path: '/v1/channels', body, schema: createChannelAnswerSchema },
    fetchFrom,
  );

export const changeChannel = (
  id: string,
  body: ChannelChange,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Channel>> =>
  callAdmin({ method: 'PUT', path: channelPath(id), body, schema: channelSchema }, fetchFrom);

export const removeChannel = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin({ method: 'DELETE', path: channelPath(id), schema: NOTHING }, fetchFrom);

export const testChannel = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<Delivery>> =>
  callAdmin(
    { method: 'POST', path: `${channelPath(id)}/test`, body: {}, schema: deliverySchema },
    fetchFrom,
  );

export const fetchRules = (fetchFrom: Fetch): Promise<AdminOutcome<{ items: Rule[] }>> =>
  callAdmin({ method: 'GET', path: '/v1/rules', schema: rulesAnswerSchema }, fetchFrom);

export const changeRule = (
  id: string,
  body: RuleChange,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Rule>> =>
  callAdmin({ method: 'PUT', path: `/v1/rules/${id}`, body, schema: ruleSchema }, fetchFrom);

export const previewRule = (
  rule: string,
  change: RuleChange,
  fetchFrom: Fetch,
): Promise<AdminOutcome<RulePreview>> =>
  callAdmin(
    {
      method: 'POST',
      path: '/v1/rules/preview',
      body: { rule, ...change },
      schema: previewRuleAnswerSchema,
    },
    fetchFrom,
  );

type DeliveriesQuestion = { state: DeliveryState | null; limit: number };

export function fetchDeliveries(
  { state, limit }: DeliveriesQuestion,
  fetchFrom: Fetch,
): Promise<AdminOutcome<DeliveriesAnswer>> {
  const query = new URLSearchParams({ limit: String(limit) });
  if (state !== null) query.set('state', state);
  const path = `/v1/deliveries?${query.toString()}`;
  return callAdmin({ method: 'GET', path, schema: deliveriesAnswerSchema }, fetchFrom);
}

export const retryDelivery = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<Delivery>> =>
  callAdmin(
    {
      method: 'POST',
      path: `/v1/deliveries/${encodeURIComponent(id)}/retry`,
      body: {},
      schema: deliverySchema,
    },
    fetchFrom,
  );
