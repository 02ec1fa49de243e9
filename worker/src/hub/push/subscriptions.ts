import {
  LIMITS,
  pushSubscriptionSchema,
  type PushSubscriptionView,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { StoredList } from '../storage/stored-list.ts';

const storedSchema = pushSubscriptionSchema.extend({
  /** Id of the key that it follows with; it ends with the key. */
  owner: z.string(),
  endpoint: z.string(),
  keys: z.object({ p256dh: z.string(), auth: z.string() }),
  /** Where the monitor is seen from. */
  origin: z.string(),
  /** Nothing is sent before; epoch ms. */
  notBefore: z.number(),
});

export type StoredSubscription = z.infer<typeof storedSchema>;

export const PUSH_PREFIX = 'push_';

/** Browsers that follow incidents; of a workspace and of a key so many at most. */
export class PushSubscriptions extends StoredList<StoredSubscription> {
  constructor(sql: SqlStorage) {
    super(sql, 'push_subscription', storedSchema);
  }

  ofKey(owner: string): StoredSubscription[] {
    return this.all.filter((one) => one.owner === owner);
  }

  withEndpoint(endpoint: string): StoredSubscription | null {
    return this.all.find((one) => one.endpoint === endpoint) ?? null;
  }

  isFullFor(owner: string): boolean {
    return (
      this.count >= LIMITS.pushSubscriptions ||
      this.ofKey(owner).length >= LIMITS.pushSubscriptionsOfKey
    );
  }
}

/** Without what only the hub and the push service know. */
export const shownSubscription = ({
  owner: _,
  endpoint: _e,
  keys: _k,
  origin: _o,
  notBefore: _n,
  ...shown
}: StoredSubscription): PushSubscriptionView => shown;
