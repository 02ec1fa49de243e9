import {
  LIMITS,
  type Incident,
  type IncidentAction,
  type StampedEvent,
} from '@claude-monitor/protocol';
import { incidentKeyOf } from '../../domain/alerts/incident-alert.ts';
import type { IncidentChange } from '../../domain/incidents/incident-record.ts';
import { serviceCondition, type Condition } from '../../domain/incidents/conditions.ts';
import type { Message } from '../../domain/alerts/sent-alert.ts';
import { noticeOf, type Notice } from '../../domain/alerts/notice.ts';
import { isMentionedBy, type Named } from '../state/named.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { IncidentDesk, type ActResult } from '../incidents/incident-desk.ts';
import { DeliveryWorker, type DeliveryWorkerDeps } from './delivery-worker.ts';
import { StoredAlerts } from './sent-alerts.ts';
import { Evaluator } from './evaluator.ts';
import { IncidentLinks } from '../messages/incident-links.ts';
import { updateMessages } from '../messages/incident-updates.ts';
import { Followers } from '../push/followers.ts';
import { waitingPushNotice } from '../../domain/push/push-notice.ts';
import { PushSubscriptions } from '../push/subscriptions.ts';
import { VapidKeys } from '../push/vapid-keys.ts';
import { Receivers, type Receiver } from '../messages/receivers.ts';
import { Outbox, type About, type Entry } from './outbox.ts';
import { SentMessages } from '../messages/sent-messages.ts';
import { AlertSettings, type StoredChannel } from './settings.ts';

export type AlertDeps = Omit<
  DeliveryWorkerDeps,
  'outbox' | 'receivers' | 'sentMessages' | 'links' | 'incidentOf' | 'pushNotice' | 'vapid'
> & {
  sql: SqlStorage;
  workspace: string;
  workspaceState: WorkspaceState;
  newId: () => string;
  /** A credential of this deployment from random bytes. */
  mint: (workspace: string, random: Uint8Array) => Promise<string>;
  /** Delivered messages that the log keeps. */
  deliveredKept: () => number;
  /** Incidents that are over: so many are kept. */
  resolvedKept: () => number;
};

/**
 * What the team is sent: holds what was folded against the rules and puts messages into the outbox, in
 * the same turn, so that both are stored or neither. Without a channel it does nothing.
 */
export class Alerts {
  readonly settings: AlertSettings;
  readonly outbox: Outbox;
  readonly deliveryWorker: DeliveryWorker;
  readonly incidents: IncidentDesk;
  readonly links: IncidentLinks;
  readonly sentMessages: SentMessages;
  readonly subscriptions: PushSubscriptions;
  readonly receivers: Receivers;
  readonly vapid: VapidKeys;
  readonly #followers: Followers;
  /** Trouble of the parts around it. */
  serviceTroubles: () => Condition[] = () => [];
  readonly #deps: AlertDeps;
  readonly #sent: StoredAlerts;
  readonly #evaluator: Evaluator;
  /** Events up to it were evaluated. */
  #evaluatedSeq: number;

  constructor(deps: AlertDeps) {
    this.#deps = deps;
    const { sql, workspaceState } = deps;
    this.settings = new AlertSettings(sql);
    this.outbox = new Outbox(sql, deps.deliveredKept);
    this.incidents = new IncidentDesk(deps);
    this.links = new IncidentLinks(deps);
    this.sentMessages = new SentMessages(sql);
    this.subscriptions = new PushSubscriptions(sql);
    this.receivers = new Receivers(this.settings, this.subscriptions);
    this.vapid = new VapidKeys(sql);
    this.#followers = new Followers({
      subscriptions: this.subscriptions,
      incidents: this.incidents.store,
      now: deps.now,
    });
    this.deliveryWorker = new DeliveryWorker({
      ...deps,
      outbox: this.outbox,
      receivers: this.receivers,
      pushNotice: (id) => this.#followers.noticeNow(id),
      vapid: this.vapid,
      sentMessages: this.sentMessages,
      links: this.links,
      incidentOf: (id) => this.incidents.get(id, deps.now()),
    });
    this.#sent = new StoredAlerts(sql);
    this.#evaluatedSeq = this.#sent.evaluatedSeq;
    this.#evaluator = new Evaluator({
      workspaceState,
      sent: this.#sent,
      ruleOf: (kind) => this.settings.rule(kind),
      since: () => this.settings.since,
    });
    workspaceState.beforeCheckpoint = () => {
      if (this.#sent.isChanged) this.#sent.save(workspaceState.progress.seq);
    };
  }

  /** Whether channels may call addresses of this machine (rule SHR5). */
  get isLocalAllowed(): boolean {
    return this.#deps.isLocalAllowed;
  }

  /** Called for each event right after it was folded, also on waking: what was evaluated before is skipped. */
  observe(seq: number, event: StampedEvent): void {
    this.incidents.observe(seq, event);
    if (this.settings.hasChannels && seq > this.#evaluatedSeq) this.#evaluator.observe(seq, event);
  }

  /** Called once a group of events was folded, in the same turn. */
  folded(): void {
    const { workspaceState, now } = this.#deps;
    const { seq } = workspaceState.progress;
    const { store } = this.incidents;
    // What the clock changed before has no seq yet, and the frame takes what has one.
    store.stamp(seq);
    const changes = store.changedBy(seq, () => this.incidents.evaluate(this.#evaluatedSeq, now()));
    if (this.settings.hasChannels) {
      const messages = this.#evaluator.evaluate(this.#evaluatedSeq, now());
      this.#post([...messages, ...this.#evaluator.incidents(changes, now())], seq);
      this.#updated(changes);
    }
    this.#notifyFollowers(changes);
    // The alarm of the next flush rings before, and is set anyway.
    this.#ringWhenDue(now() + LIMITS.flushIntervalMs);
    this.#evaluatedSeq = seq;
  }

  /** Sessions left the hub for their age: what stands of them is over, and after so long nobody is sent that. */
  left(): void {
    const { workspaceState, now } = this.#deps;
    const { store } = this.incidents;
    store.changedBy(workspaceState.progress.seq, () => {
      this.incidents.endGone(now());
    });
  }

  /** On waking, when what the journal holds was folded. */
  woke(): void {
    this.folded();
    this.incidents.woke(this.#deps.now());
    this.#ringWhenDue();
    if (this.settings.hasChannels) this.lookAtAll();
    if (this.receivers.areAny) this.deliveryWorker.start();
  }

  /** The alarm rang: what the clock alone gives to send, and what is to be sent now. */
  onAlarm(): void {
    const { workspaceState, now } = this.#deps;
    const changes = [
      ...this.incidents.ring(now()),
      ...this.incidents.service(this.#troubles(), now()),
    ];
    if (this.incidents.store.isUnstamped) this.incidents.publish();
    this.#notifyFollowers(changes);
    this.#ringWhenDue();
    if (!this.receivers.areAny) return;
    if (!this.settings.hasChannels) {
      this.deliveryWorker.start();
      return;
    }
    const messages = this.#evaluator.incidents(changes, now());
    this.#post([...messages, ...this.#evaluator.ring(now())], workspaceState.progress.seq);
    this.#updated(changes);
    this.#ringWhenDue();
    this.deliveryWorker.start();
  }

  /** What somebody does about an incident, and its messages with it. */
  act(id: string, action: IncidentAction, by: string): ActResult {
    const now = this.#deps.now();
    const result = this.incidents.act(id, action, { by, now });
    const changed = result === 'done' ? this.incidents.get(id, now) : null;
    if (changed !== null) this.#update(changed, true);
    return result;
  }

  /** Rules or channels changed: from here on they hold. */
  lookAtAll(): void {
    this.#evaluator.lookAtAll(this.#deps.now());
    this.#ringWhenDue();
  }

  /** Forgets what was sent, or waits to be sent, of what is deleted. */
  forget(named: Named): void {
    const { sessions, sessionIds } = named;
    const isMentioned = isMentionedBy(named);
    this.settings.forget(named);
    this.#sent.forget(
      ({ subject }) => sessions.has(subject.id) || sessionIds.has(subject.sessionId),
    );
    this.incidents.store.forget({ sessions, sessionIds });
    this.incidents.store.forgetPeople(isMentioned);
    if (this.incidents.store.isUnstamped) this.incidents.publish();
    const isMeant = ({ notice }: { notice: Notice }): boolean =>
      isAbout(notice, { sessions, isMentioned });
    this.outbox.forget(isMeant);
    this.sentMessages.forget(isMeant);
  }

  /** What was folded before the first channel was made is nobody's news. */
  begin(): void {
    const { seq } = this.#deps.workspaceState.progress;
    this.#evaluatedSeq = seq;
    this.#sent.save(seq);
  }

  /** Puts a message for one channel into the outbox. */
  put(channel: Pick<Receiver, 'id' | 'name' | 'kind'>, notice: Notice, about?: About): Entry {
    const { now, newId } = this.#deps;
    const { id, name, kind } = channel;
    return this.outbox.add({
      notice,
      about,
      delivery: {
        id: newId(),
        at: now(),
        purpose: notice.purpose,
        rule: notice.rule,
        title: notice.title,
        channel: { id, name, kind },
        state: 'queued',
        attempts: 0,
        nextAt: now(),
        deliveredAt: null,
        lastError: null,
        answer: null,
      },
    });
  }

  #post(messages: readonly Message[], seq: number): void {
    if (messages.length === 0) return;
    for (const message of messages) {
      for (const channel of this.settings.channelsOf(message.alertEvent.rule)) {
        const notice = noticeOf(message, channel.shows);
        this.put(channel, notice, this.#aboutOf(channel, message, notice));
      }
    }
    this.#sent.save(seq);
    this.deliveryWorker.start();
  }

  /** Which message of the channel it is: a new one, or the one whose end it is. */
  #aboutOf({ id: channel }: StoredChannel, message: Message, notice: Notice): About | undefined {
    const { alertEvent, isOverflow, purpose } = message;
    // An error is over at once: nothing is to be said of it later.
    if (isOverflow || alertEvent.rule === 'error') return undefined;
    const { key } = alertEvent;
    if (purpose === 'recovery') {
      const sent = this.sentMessages.find(channel, key);
      if (sent === null) return undefined;
      this.sentMessages.save({ ...sent, notice });
      return { key, incident: sent.incident };
    }
    const incidentKey = incidentKeyOf(alertEvent);
    const standing = incidentKey === null ? null : this.incidents.store.standing(incidentKey);
    const incident = alertEvent.incident ?? standing?.incident.id ?? null;
    this.sentMessages.add({ channel, key, incident, ref: null, notice });
    return { key, incident };
  }

  #updated(changes: readonly IncidentChange[]): void {
    for (const { kind, incident } of changes) if (kind === 'updated') this.#update(incident, false);
  }

  #update(incident: Incident, isActed: boolean): void {
    const put = (channel: StoredChannel, notice: Notice, { key, incident: id }: About): void => {
      const waiting = this.outbox.waitingUpdate(channel.id, key);
      if (waiting === null) this.put(channel, notice, { key, incident: id });
      else this.outbox.save({ ...waiting, notice });
    };
    const { settings, sentMessages } = this;
    updateMessages({ settings, sentMessages, put }, incident, { isActed, now: this.#deps.now() });
    this.deliveryWorker.start();
  }

  /** A browser follows no more: what waits for it has nowhere to go. */
  forgetBrowser(id: string): void {
    this.receivers.forgetBrowser(id);
    this.deliveryWorker.parkAllOf(id);
  }

  /** A key ends, and what its browsers follow. */
  forgetKey(owner: string): void {
    for (const { id } of this.subscriptions.ofKey(owner)) this.forgetBrowser(id);
  }

  /** One message that waits is enough: what it says is made when it is sent. */
  #notifyFollowers(changes: readonly IncidentChange[]): void {
    const recipients = this.#followers.recipientsOf(changes);
    for (const { id, name } of recipients) {
      if (!this.outbox.hasUntried(id)) {
        this.put({ id, name, kind: 'push' }, waitingPushNotice(this.#deps.now()));
      }
    }
    if (recipients.length > 0) this.deliveryWorker.start();
  }

  #troubles(): Condition[] {
    const channels = this.settings.channels.flatMap(({ id, name, failing }) =>
      failing === null
        ? []
        : serviceCondition(
            `channel ${id}`,
            { code: 'channel_failing', detail: name, count: null, of: null },
            failing.since,
          ),
    );
    return [...this.serviceTroubles(), ...channels];
  }

  #ringWhenDue(before = Infinity): void {
    const { alarm, waitUntil } = this.#deps;
    const incidents = this.incidents.dueAt ?? Infinity;
    const alerts = this.settings.hasChannels ? this.#evaluator.dueAt() : null;
    const dueAt = Math.min(incidents, alerts ?? Infinity);
    if (dueAt !== Infinity && dueAt <= before) waitUntil(alarm.ringBy(dueAt));
  }
}

/** Whether a message leads to, or names, one of these sessions. */
function isAbout(
  notice: Notice,
  { sessions, isMentioned }: Pick<Named, 'sessions'> & { isMentioned: (text: string) => boolean },
): boolean {
  const paths = new Set([...sessions].map((id) => `/sessions/${encodeURIComponent(id)}`));
  // A page may be meant at a moment of it.
  if (paths.has(notice.path.split('?')[0] ?? '')) return true;
  const { title, text, note, facts } = notice;
  const texts = [title, text ?? '', note ?? '', ...facts.map(({ value }) => value)];
  return texts.some(isMentioned);
}
