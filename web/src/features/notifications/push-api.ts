import { deliverySchema, type Delivery } from '@claude-monitor/protocol/api/alerts';
import {
  pushAnswerSchema,
  pushSubscriptionSchema,
  type Followed,
  type PushAnswer,
  type PushSubscriptionView,
} from '@claude-monitor/protocol/api/push';
import { callAdmin, NOTHING, type AdminOutcome } from '../../lib/api/admin.ts';

type Fetch = typeof fetch;

const PATH = '/v1/push';
const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

type FollowInput = Followed & {
  name: string;
  endpoint: string;
  keys: { p256dh: string; auth: string };
};

export const fetchPush = (fetchFrom: Fetch): Promise<AdminOutcome<PushAnswer>> =>
  callAdmin({ method: 'GET', path: PATH, schema: pushAnswerSchema }, fetchFrom);

export const follow = (
  body: FollowInput,
  fetchFrom: Fetch,
): Promise<AdminOutcome<PushSubscriptionView>> =>
  callAdmin({ method: 'POST', path: PATH, body, schema: pushSubscriptionSchema }, fetchFrom);

export const unfollow = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin({ method: 'DELETE', path: pathOf(id), schema: NOTHING }, fetchFrom);

export const testFollow = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<Delivery>> =>
  callAdmin({ method: 'POST', path: `${pathOf(id)}/test`, schema: deliverySchema }, fetchFrom);
