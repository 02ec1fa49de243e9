import { LIMITS } from '@claude-monitor/protocol';
import { within } from '../flush/within.ts';
import type { Alerts } from './alerts.ts';
import type { Receiver } from '../messages/receivers.ts';

/** A try that hangs is given up by then, and a pause before it is over. */
const TRY_MS = LIMITS.deliveryTimeoutMs + 5_000;

/** Has a message tried now, whatever pause its receiver was to have; resolves when it was. */
export async function tryNow(alerts: Alerts, receiver: Receiver, id: string): Promise<void> {
  const { deliveryWorker, receivers } = alerts;
  if (receiver.failing?.code === 'rate_limited') return;
  if (receiver.notBefore > 0) receivers.update(receiver.id, { notBefore: 0 });
  const tried = deliveryWorker.tried(id);
  deliveryWorker.start();
  await within(TRY_MS, tried, undefined);
}
