import type {
  Delivery,
  FollowBody,
  PushAnswer,
  PushSubscriptionView,
} from '@claude-monitor/protocol';
import { shownUrl, urlFault } from '../../domain/alerts/webhook-url.ts';
import { pushTestNotice } from '../../domain/push/push-notice.ts';
import type { Alerts } from '../alerts/alerts.ts';
import { tryNow } from '../alerts/try-now.ts';
import { refuse } from '../auth/access.ts';
import type { Answer } from '../rpc.ts';
import { PUSH_PREFIX, shownSubscription, type StoredSubscription } from './subscriptions.ts';

const GONE = 'Browser not found.';

export type FollowCall = FollowBody & { id: string; origin: string };

/** The key for browsers to subscribe with, and what browsers of the caller's key follow. */
export async function listFollowed(alerts: Alerts, owner: string): Promise<Answer<PushAnswer>> {
  const { publicKey } = await alerts.vapid.pair();
  const items = alerts.subscriptions.ofKey(owner).map(shownSubscription);
  return { ok: true, value: { publicKey, items } };
}

/** A browser that is known is changed, and belongs to who follows with it now. */
export function follow(
  alerts: Alerts,
  { id, endpoint, keys, origin, ...wanted }: FollowCall,
  { owner, now }: { owner: string; now: number },
): Answer<PushSubscriptionView> {
  const { subscriptions } = alerts;
  const fault = urlFault('push', endpoint, alerts.isLocalAllowed);
  if (fault !== null) return refuse('invalid_body', `endpoint: ${fault}`);
  const known = subscriptions.withEndpoint(endpoint);
  if (known?.owner !== owner && subscriptions.isFullFor(owner)) {
    return refuse('conflict', 'Too many browsers follow incidents. Turn one off first.');
  }
  const stored: StoredSubscription = {
    ...wanted,
    id: known?.id ?? `${PUSH_PREFIX}${id}`,
    host: shownUrl(endpoint).host,
    createdAt: known?.createdAt ?? now,
    lastDeliveredAt: known?.lastDeliveredAt ?? null,
    ...{ owner, endpoint, keys, origin },
    notBefore: known?.notBefore ?? 0,
  };
  subscriptions.save(stored);
  return { ok: true, value: shownSubscription(stored) };
}

export function unfollow(alerts: Alerts, id: string, owner: string): Answer<PushSubscriptionView> {
  const known = alerts.subscriptions.find(id);
  if (known?.owner !== owner) return refuse('not_found', GONE);
  alerts.forgetBrowser(id);
  return { ok: true, value: shownSubscription(known) };
}

/** A notification on the way of every other one; answers when it was tried. */
export async function testFollow(
  alerts: Alerts,
  id: string,
  { owner, now }: { owner: string; now: number },
): Promise<Answer<Delivery>> {
  const known = alerts.subscriptions.find(id);
  const receiver = known?.owner === owner ? alerts.receivers.find(id) : null;
  if (receiver === null) return refuse('not_found', GONE);
  const { delivery } = alerts.put(receiver, pushTestNotice(now));
  await tryNow(alerts, receiver, delivery.id);
  return { ok: true, value: alerts.outbox.find(delivery.id)?.delivery ?? delivery };
}
