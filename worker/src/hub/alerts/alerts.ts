import { LIMITS, type StampedEvent } from '@claude-monitor/protocol';
import type { Message } from '../../domain/alerts/incident.ts';
import { noticeOf, type Notice } from '../../domain/alerts/notice.ts';
import type { Named, WorkspaceState } from '../state/workspace-state.ts';
import { DeliveryWorker, type DeliveryWorkerDeps } from './delivery-worker.ts';
import { StoredIncidents } from './incidents.ts';
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
  readonly #parts: AlertParts;
  readonly #incidents: StoredIncidents;
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
    this.#incidents = new StoredIncidents(sql);
    this.#evaluatedSeq = this.#incidents.evaluatedSeq;
    this.#evaluator = new Evaluator({
      workspaceState,
      incidents: this.#incidents,
      ruleOf: (kind) => this.settings.rule(kind),
      since: () => this.settings.since,
    });
    workspaceState.beforeCheckpoint = () => {
      if (this.#incidents.isChanged) this.#incidents.save(workspaceState.progress.seq);
    };
  }

  /** Whether channels may call addresses of this machine (rule SHR5). */
  get isLocalAllowed(): boolean {
    return this.#parts.isLocalAllowed;
  }

  /** Called for each event right after it was folded, also on waking: what was evaluated before is skipped. */
  note(seq: number, event: StampedEvent): void {
    if (this.settings.hasChannels && seq > this.#evaluatedSeq) this.#evaluator.note(seq, event);
  }

  /** Called once a group of events was folded, in the same turn. */
  folded(): void {
    const { workspaceState, now } = this.#parts;
    const { seq } = workspaceState.progress;
    if (this.settings.hasChannels) {
      this.#post(this.#evaluator.evaluate(this.#evaluatedSeq, now()), seq);
      // The alarm of the next flush rings before, and is set anyway.
      this.#ringWhenDue(now() + LIMITS.flushIntervalMs);
    }
    this.#evaluatedSeq = seq;
  }

  /** On waking, when what the journal holds was folded. */
  woke(): void {
    if (!this.settings.hasChannels) return;
    this.folded();
    this.lookAtAll();
    this.deliveryWorker.start();
  }

  /** The alarm rang: what the clock alone gives to send, and what is to be sent now. */
  onAlarm(): void {
    const { workspaceState, now } = this.#parts;
    if (!this.settings.hasChannels) return;
    this.#post(this.#evaluator.ring(now()), workspaceState.progress.seq);
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
    this.#incidents.forget(
      ({ subject }) => sessions.has(subject.id) || sessionIds.has(subject.sessionId),
    );
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
    this.#incidents.save(seq);
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
    this.#incidents.save(seq);
    this.deliveryWorker.start();
  }

  #ringWhenDue(before = Infinity): void {
    const { alarm, waitUntil } = this.#parts;
    const dueAt = this.#evaluator.dueAt();
    if (dueAt !== null && dueAt <= before) waitUntil(alarm.ringBy(dueAt));
  }
}
