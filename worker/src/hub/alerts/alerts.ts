import { LIMITS, type StampedEvent } from '@claude-monitor/protocol';
import { serviceCondition, type Condition } from '../../domain/incidents/conditions.ts';
import type { Message } from '../../domain/alerts/sent-alert.ts';
import { noticeOf, type Notice } from '../../domain/alerts/notice.ts';
import type { Named } from '../state/named.ts';
import type { WorkspaceState } from '../state/workspace-state.ts';
import { IncidentDesk } from '../incidents/incident-desk.ts';
import { DeliveryWorker, type DeliveryWorkerDeps } from './delivery-worker.ts';
import { StoredAlerts } from './sent-alerts.ts';
import { Evaluator } from './evaluator.ts';
import { Outbox, type Entry } from './outbox.ts';
import { AlertSettings, type StoredChannel } from './settings.ts';

export type AlertParts = Omit<DeliveryWorkerDeps, 'outbox' | 'settings'> & {
  sql: SqlStorage;
  workspaceState: WorkspaceState;
  newId: () => string;
  /** Delivered messages that the log keeps. */
  deliveredKept: () => number;
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
  /** Trouble of the parts around it. */
  serviceTroubles: () => Condition[] = () => [];
  readonly #parts: AlertParts;
  readonly #sent: StoredAlerts;
  readonly #evaluator: Evaluator;
  /** Events up to it were evaluated. */
  #evaluatedSeq: number;

  constructor(parts: AlertParts) {
    this.#parts = parts;
    const { sql, workspaceState } = parts;
    this.settings = new AlertSettings(sql);
    this.outbox = new Outbox(sql, parts.deliveredKept);
    this.deliveryWorker = new DeliveryWorker({
      ...parts,
      outbox: this.outbox,
      settings: this.settings,
    });
    this.incidents = new IncidentDesk({ sql, workspaceState });
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
    return this.#parts.isLocalAllowed;
  }

  /** Called for each event right after it was folded, also on waking: what was evaluated before is skipped. */
  note(seq: number, event: StampedEvent): void {
    this.incidents.note(seq, event);
    if (this.settings.hasChannels && seq > this.#evaluatedSeq) this.#evaluator.note(seq, event);
  }

  /** Called once a group of events was folded, in the same turn. */
  folded(): void {
    const { workspaceState, now } = this.#parts;
    const { seq } = workspaceState.progress;
    const changes = this.incidents.evaluate(this.#evaluatedSeq, now());
    // Before the frame, which takes what changed.
    this.incidents.store.stamp(seq);
    if (this.settings.hasChannels) {
      const messages = this.#evaluator.evaluate(this.#evaluatedSeq, now());
      this.#post([...messages, ...this.#evaluator.incidents(changes, now())], seq);
    }
    // The alarm of the next flush rings before, and is set anyway.
    this.#ringWhenDue(now() + LIMITS.flushIntervalMs);
    this.#evaluatedSeq = seq;
  }

  /** Sessions left the hub for their age: what stands of them is over, and after so long nobody is sent that. */
  left(): void {
    const { workspaceState, now } = this.#parts;
    this.incidents.endGone(now());
    this.incidents.store.stamp(workspaceState.progress.seq);
  }

  /** On waking, when what the journal holds was folded. */
  woke(): void {
    this.folded();
    this.incidents.woke(this.#parts.now());
    this.#ringWhenDue();
    if (!this.settings.hasChannels) return;
    this.lookAtAll();
    this.deliveryWorker.start();
  }

  /** The alarm rang: what the clock alone gives to send, and what is to be sent now. */
  onAlarm(): void {
    const { workspaceState, now } = this.#parts;
    const changes = [
      ...this.incidents.ring(now()),
      ...this.incidents.service(this.#troubles(), now()),
    ];
    if (this.incidents.store.isUnstamped) this.incidents.publish();
    this.#ringWhenDue();
    if (!this.settings.hasChannels) return;
    const messages = this.#evaluator.incidents(changes, now());
    this.#post([...messages, ...this.#evaluator.ring(now())], workspaceState.progress.seq);
    this.#ringWhenDue();
    this.deliveryWorker.start();
  }

  /** Rules or channels changed: from here on they hold. */
  lookAtAll(): void {
    this.#evaluator.lookAtAll(this.#parts.now());
    this.#ringWhenDue();
  }

  /** Forgets what was sent, or waits to be sent, of sessions that are deleted. */
  forget({ sessions, sessionIds }: Pick<Named, 'sessions' | 'sessionIds'>): void {
    this.#sent.forget(
      ({ subject }) => sessions.has(subject.id) || sessionIds.has(subject.sessionId),
    );
    this.incidents.store.forget({ sessions, sessionIds });
    const paths = new Set([...sessions].map((id) => `/sessions/${encodeURIComponent(id)}`));
    this.outbox.forget(({ notice }) => {
      // A page may be meant at a moment of it.
      if (paths.has(notice.path.split('?')[0] ?? '')) return true;
      const text = JSON.stringify(notice);
      return [...sessionIds].some((id) => text.includes(JSON.stringify(id).slice(1, -1)));
    });
  }

  /** What was folded before the first channel was made is nobody's news. */
  begin(): void {
    const { seq } = this.#parts.workspaceState.progress;
    this.#evaluatedSeq = seq;
    this.#sent.save(seq);
  }

  /** Puts a message for one channel into the outbox. */
  put(channel: StoredChannel, notice: Notice): Entry {
    const { now, newId } = this.#parts;
    const { id, name, kind } = channel;
    return this.outbox.add({
      notice,
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
        this.put(channel, noticeOf(message, channel.shows));
      }
    }
    this.#sent.save(seq);
    this.deliveryWorker.start();
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
    const { alarm, waitUntil } = this.#parts;
    const incidents = this.incidents.dueAt ?? Infinity;
    const alerts = this.settings.hasChannels ? this.#evaluator.dueAt() : null;
    const dueAt = Math.min(incidents, alerts ?? Infinity);
    if (dueAt !== Infinity && dueAt <= before) waitUntil(alarm.ringBy(dueAt));
  }
}
