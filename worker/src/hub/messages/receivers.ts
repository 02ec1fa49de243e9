import type { Channel, ReceiverKind } from '@claude-monitor/protocol';
import type { PushSubscriptions, StoredSubscription } from '../push/subscriptions.ts';
import type { AlertSettings } from '../alerts/settings.ts';

/** Whom messages are taken to: a channel, or the browser of somebody who follows. */
export type Receiver = {
  id: string;
  kind: ReceiverKind;
  name: string;
  url: string;
  /** Signs a generic webhook. */
  secret: string | null;
  origin: string;
  failing: Channel['failing'];
  lastDeliveredAt: number | null;
  notBefore: number;
  /** What a message for a browser is encrypted with; null: it is a channel. */
  pushKeys: StoredSubscription['keys'] | null;
};

type Standing = Partial<Pick<Receiver, 'failing' | 'lastDeliveredAt' | 'notBefore'>>;

export class Receivers {
  readonly #settings: AlertSettings;
  readonly #subscriptions: PushSubscriptions;

  constructor(settings: AlertSettings, subscriptions: PushSubscriptions) {
    this.#settings = settings;
    this.#subscriptions = subscriptions;
  }

  get areAny(): boolean {
    return this.#settings.hasChannels || this.#subscriptions.count > 0;
  }

  find(id: string): Receiver | null {
    const channel = this.#settings.channel(id);
    if (channel !== null) return { ...channel, pushKeys: null };
    const subscription = this.#subscriptions.find(id);
    return subscription === null ? null : browserOf(subscription);
  }

  /** How delivering to it goes. A browser is not reported as failing: it is there, or is forgotten. */
  update(id: string, standing: Standing): void {
    const channel = this.#settings.channel(id);
    if (channel !== null) this.#settings.saveChannel({ ...channel, ...standing });
    const subscription = this.#subscriptions.find(id);
    if (subscription === null) return;
    const { failing: _, ...rest } = standing;
    this.#subscriptions.save({ ...subscription, ...rest });
  }

  /** The push service knows it no longer: it was revoked, or its browser is gone. */
  forgetBrowser(id: string): void {
    this.#subscriptions.delete(id);
  }
}

const browserOf = (subscription: StoredSubscription): Receiver => {
  const { id, name, origin, lastDeliveredAt, notBefore, endpoint: url, keys } = subscription;
  return {
    ...{ id, name, origin, lastDeliveredAt, notBefore, url },
    ...{ kind: 'push', secret: null, failing: null, pushKeys: keys },
  };
};
