import { LIMITS, type DeliveryFailure, type IncidentState } from '@claude-monitor/protocol';
import type { Envelope } from '../../alerts/form.ts';
import { FORMS } from '../../alerts/platform.ts';
import type { Post } from '../../alerts/send.ts';
import { afterFailure, type Failed, type Outcome } from '../../domain/alerts/retry.ts';
import type { Alarm } from '../alarm.ts';
import { report } from '../report.ts';
import type { Entry, Outbox } from './outbox.ts';
import type { IncidentLinks } from '../messages/incident-links.ts';
import type { SentMessages } from '../messages/sent-messages.ts';
import type { Receiver, Receivers } from '../messages/receivers.ts';
import type { Notice } from '../../domain/alerts/notice.ts';
import type { VapidKeys } from '../push/vapid-keys.ts';

/** A pause so short is slept through; a longer one is the alarm's, so that the object may sleep. */
const SLEPT_MS = 3_000;
/** After a kill in mid-send the alarm finds what is left. */
const BACKSTOP_MS = 30_000;

export type DeliveryWorkerDeps = {
  outbox: Outbox;
  receivers: Receivers;
  /** A message for a browser, as things stand; null: there is nothing to say any more. */
  pushNotice: (id: string) => Notice | null;
  vapid: VapidKeys;
  sentMessages: SentMessages;
  links: IncidentLinks;
  /** An incident as it stands; null: it is no longer known. */
  incidentOf: (id: string) => { id: string; state: IncidentState } | null;
  send: (post: Post) => Promise<Outcome>;
  isLocalAllowed: boolean;
  alarm: Alarm;
  now: () => number;
  sleep: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  random: () => number;
  /** Keeps the object awake for work that nobody waits for. */
  waitUntil: (work: Promise<unknown>) => void;
};

/**
 * Takes messages from the outbox to their channels: one at a time for each channel, at its pace, and a
 * few channels at once. A message is marked before it is sent and after, so a kill between gives at most
 * one more of it, under the same id.
 */
export class DeliveryWorker {
  readonly #deps: DeliveryWorkerDeps;
  readonly #serving = new Set<string>();
  /** When a channel was sent something last. */
  readonly #sentAt = new Map<string, number>();
  readonly #awaited = new Map<string, () => void>();

  constructor(deps: DeliveryWorkerDeps) {
    this.#deps = deps;
  }

  /** Serves the channels that have something due. Never waits and never throws. */
  start(): void {
    const { outbox, receivers, waitUntil } = this.#deps;
    for (const id of outbox.busyChannels) {
      if (this.#serving.size >= LIMITS.deliveriesAtOnce) return;
      const channel = receivers.find(id);
      if (this.#serving.has(id) || channel === null) continue;
      const waitMs = this.#waitMs(channel);
      if (waitMs > SLEPT_MS) {
        this.#ringWithin(waitMs);
        continue;
      }
      this.#serving.add(id);
      this.#ringWithin(BACKSTOP_MS);
      waitUntil(this.#serve(id).finally(() => this.start()));
    }
  }

  /** A channel was deleted: what was on its way to it has nowhere to go. */
  parkAllOf(channel: string): void {
    const { outbox } = this.#deps;
    for (let entry = outbox.next(channel); entry !== null; entry = outbox.next(channel)) {
      this.#park(entry, 'channel_deleted');
    }
  }

  /** Resolves when the message was tried once from now on, however that went. */
  tried(id: string): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited.set(id, resolve);
    });
  }

  async #serve(id: string): Promise<void> {
    try {
      for (;;) {
        const channel = this.#deps.receivers.find(id);
        const entry = this.#deps.outbox.next(id);
        if (channel === null || entry === null) return;
        const waitMs = this.#waitMs(channel);
        if (waitMs > SLEPT_MS) {
          this.#ringWithin(waitMs);
          return;
        }
        if (waitMs > 0) {
          await this.#deps.sleep(waitMs);
          continue;
        }
        await this.#deliver(channel, entry);
      }
    } catch (error) {
      report('delivery', error);
    } finally {
      this.#serving.delete(id);
    }
  }

  async #deliver(channel: Receiver, entry: Entry): Promise<void> {
    const { outbox, send, isLocalAllowed, now } = this.#deps;
    const { delivery } = entry;
    const startedAt = now();
    if (startedAt - entry.queuedAt > LIMITS.deliveryMaxAgeMs) {
      this.#park(entry, 'expired');
      return;
    }
    const notice = this.#noticeNow(channel, entry);
    if (notice === null) {
      outbox.drop(entry);
      this.#resolveAwaited(delivery.id);
      return;
    }
    delivery.attempts++;
    delivery.title = notice.title;
    outbox.save(entry);
    this.#sentAt.set(channel.id, startedAt);
    const envelope = await this.#envelope(channel, entry, startedAt);
    const { kind, url } = channel;
    const outcome = await send({ kind, url, notice, envelope, isLocalAllowed });
    // It may have been deleted, or have had to make room, while it was on its way.
    if (outbox.isWaiting(entry)) {
      if (outcome.status !== null) {
        delivery.answer = { status: outcome.status, text: outcome.text };
      }
      if (outcome.ok) this.#delivered(channel.id, entry, outcome.message);
      else if (outcome.code === 'message_gone') this.#gone(channel.id, entry);
      else this.#failed(channel.id, entry, outcome);
    }
    this.#resolveAwaited(delivery.id);
  }

  async #envelope(
    channel: Receiver,
    { delivery, notice, about }: Entry,
    now: number,
  ): Promise<Envelope> {
    const { links, incidentOf, sentMessages, vapid } = this.#deps;
    const { pushKeys: keys } = channel;
    const of = about?.incident ?? null;
    const incident = of === null ? null : incidentOf(of);
    const canAcknowledge =
      incident !== null && (incident.state === 'open' || incident.state === 'snoozed');
    const path = canAcknowledge ? await links.pathOf(channel.id, incident.id, now) : null;
    const isChange = delivery.purpose === 'update' || delivery.purpose === 'recovery';
    const edits =
      isChange && about !== undefined && FORMS[channel.kind].follows === 'edited'
        ? (sentMessages.find(channel.id, about.key)?.ref ?? null)
        : null;
    return {
      id: delivery.id,
      pageUrl: channel.origin + notice.path,
      secret: channel.secret,
      now,
      incident: incident === null ? null : { id: incident.id, state: incident.state },
      origin: channel.origin,
      push: keys === null ? null : { keys, vapid: await vapid.pair() },
      acknowledgeUrl: path === null ? null : channel.origin + path,
      edits,
    };
  }

  /** What waited for a browser may be over, or be more by now. */
  #noticeNow({ id, kind }: Receiver, { notice }: Entry): Notice | null {
    return kind === 'push' && notice.purpose !== 'test' ? this.#deps.pushNotice(id) : notice;
  }

  /** Somebody deleted the message that was to be changed: it is sent anew, at once. */
  #gone(channelId: string, entry: Entry): void {
    const { outbox } = this.#deps;
    this.#setRef(channelId, entry, null);
    outbox.save(entry);
  }

  #setRef(channelId: string, { about }: Entry, ref: string | null): void {
    const { sentMessages } = this.#deps;
    const sent = about === undefined ? null : sentMessages.find(channelId, about.key);
    if (sent !== null && sent.ref !== ref) sentMessages.save({ ...sent, ref });
  }

  #delivered(channelId: string, entry: Entry, message: string | null): void {
    const { outbox, receivers, now } = this.#deps;
    const { delivery } = entry;
    if (message !== null) this.#setRef(channelId, entry, message);
    delivery.state = 'delivered';
    delivery.deliveredAt = now();
    delivery.nextAt = null;
    outbox.save(entry);
    receivers.update(channelId, { lastDeliveredAt: now(), failing: null, notBefore: 0 });
  }

  #failed(channelId: string, entry: Entry, outcome: Failed): void {
    const { outbox, receivers, now, random } = this.#deps;
    const { delivery, failures, queuedAt } = entry;
    const { code } = outcome;
    const next = afterFailure(
      outcome,
      { attempts: delivery.attempts, failures, ageMs: now() - queuedAt },
      random(),
    );
    if (code !== 'rate_limited') entry.failures++;
    const nextAt = next.kind === 'park' ? null : now() + next.pauseMs;
    const receiver = receivers.find(channelId);
    if (receiver !== null) {
      const since = receiver.failing?.since ?? now();
      const notBefore = nextAt ?? receiver.notBefore;
      receivers.update(channelId, { failing: { since, code, nextAt }, notBefore });
    }
    if (receiver?.kind === 'push' && isGone(outcome)) {
      this.#park(entry, code);
      receivers.forgetBrowser(channelId);
      this.parkAllOf(channelId);
      return;
    }
    if (nextAt === null) {
      this.#park(entry, code);
      return;
    }
    Object.assign(delivery, { state: 'retrying', nextAt, lastError: { code, at: now() } });
    outbox.save(entry);
  }

  #park(entry: Entry, code: DeliveryFailure): void {
    const { outbox, now } = this.#deps;
    Object.assign(entry.delivery, {
      state: 'parked',
      nextAt: null,
      lastError: { code, at: now() },
    });
    outbox.save(entry);
    this.#resolveAwaited(entry.delivery.id);
  }

  #resolveAwaited(id: string): void {
    this.#awaited.get(id)?.();
    this.#awaited.delete(id);
  }

  /** A clock that went back lengthens no pause. */
  #waitMs({ id, kind, notBefore, failing }: Receiver): number {
    const now = this.#deps.now();
    const { pauseMs } = FORMS[kind];
    const paced = Math.min((this.#sentAt.get(id) ?? 0) + pauseMs - now, pauseMs);
    const isOfLater = failing !== null && failing.since > now;
    return Math.max(isOfLater ? 0 : notBefore - now, paced);
  }

  #ringWithin(ms: number): void {
    const { alarm, now, waitUntil } = this.#deps;
    waitUntil(alarm.ringBy(now() + ms));
  }
}

/** RFC 8030: a subscription that has ended is answered 404, or 410. */
const isGone = ({ status }: Failed): boolean => status === 404 || status === 410;
