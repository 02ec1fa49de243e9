import { LIMITS, type StampedEvent } from '@claude-monitor/protocol';
import type { Message } from '../../domain/alerts/incident.ts';
import { noticeOf, type Notice } from '../../domain/alerts/notice.ts';
import type { Named, Present } from '../state/present.ts';
import { Courier, type CourierParts } from './courier.ts';
import { StoredIncidents } from './incidents.ts';
import { Judge } from './judge.ts';
import { Outbox, type Entry } from './outbox.ts';
import { AlertSettings, type StoredChannel } from './settings.ts';

export type AlertParts = Omit<CourierParts, 'outbox' | 'settings'> & {
  sql: SqlStorage;
  present: Present;
  newId: () => string;
  /** Delivered messages that the log keeps. */
  deliveredKept: () => number;
};

/**
 * What the team is told: holds what was folded against the rules and puts messages into the outbox, in
 * the same turn, so that both are stored or neither. Without a channel it does nothing.
 */
export class Alerts {
  readonly settings: AlertSettings;
  readonly outbox: Outbox;
  readonly courier: Courier;
  readonly #parts: AlertParts;
  readonly #incidents: StoredIncidents;
  readonly #judge: Judge;
  /** Events up to it were judged. */
  #judgedSeq: number;

  constructor(parts: AlertParts) {
    this.#parts = parts;
    const { sql, present } = parts;
    this.settings = new AlertSettings(sql);
    this.outbox = new Outbox(sql, parts.deliveredKept);
    this.courier = new Courier({ ...parts, outbox: this.outbox, settings: this.settings });
    this.#incidents = new StoredIncidents(sql);
    this.#judgedSeq = this.#incidents.judgedSeq;
    this.#judge = new Judge({
      present,
      incidents: this.#incidents,
      ruleOf: (kind) => this.settings.rule(kind),
      since: () => this.settings.since,
    });
    present.beforeCheckpoint = () => {
      if (this.#incidents.isChanged) this.#incidents.save(present.progress.seq);
    };
  }

  /** Whether channels may call addresses of this machine (rule SHR5). */
  get isLocalAllowed(): boolean {
    return this.#parts.isLocalAllowed;
  }

  /** Called for each event right after it was folded, also on waking: what was judged before is passed over. */
  note(seq: number, event: StampedEvent): void {
    if (this.settings.hasChannels && seq > this.#judgedSeq) this.#judge.note(seq, event);
  }

  /** Called once a group of events was folded, in the same turn. */
  folded(): void {
    const { present, now } = this.#parts;
    const { seq } = present.progress;
    if (this.settings.hasChannels) {
      this.#post(this.#judge.judge(this.#judgedSeq, now()), seq);
      // The alarm of the next flush rings before, and is set anyway.
      this.#ringWhenDue(now() + LIMITS.flushIntervalMs);
    }
    this.#judgedSeq = seq;
  }

  /** On waking, when what the journal holds was folded. */
  woke(): void {
    if (!this.settings.hasChannels) return;
    this.folded();
    this.lookAtAll();
    this.courier.start();
  }

  /** The alarm rang: what the clock alone gives to tell, and what is to be sent now. */
  onAlarm(): void {
    const { present, now } = this.#parts;
    if (!this.settings.hasChannels) return;
    this.#post(this.#judge.ring(now()), present.progress.seq);
    this.#ringWhenDue();
    this.courier.start();
  }

  /** Rules or channels changed: from here on they hold. */
  lookAtAll(): void {
    this.#judge.lookAtAll(this.#parts.now());
    this.#ringWhenDue();
  }

  /** Forgets what was told, or waits to be told, of sessions that are deleted. */
  forget({ cards, sessionIds }: Pick<Named, 'cards' | 'sessionIds'>): void {
    this.#incidents.forget(
      ({ subject }) => cards.has(subject.id) || sessionIds.has(subject.sessionId),
    );
    const paths = new Set([...cards].map((id) => `/sessions/${encodeURIComponent(id)}`));
    this.outbox.forget(({ notice }) => {
      if (paths.has(notice.path)) return true;
      const text = JSON.stringify(notice);
      return [...sessionIds].some((id) => text.includes(JSON.stringify(id).slice(1, -1)));
    });
  }

  /** What was folded before the first channel was made is nobody's news. */
  begin(): void {
    const { seq } = this.#parts.present.progress;
    this.#judgedSeq = seq;
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
      for (const channel of this.settings.channelsOf(message.happening.rule)) {
        this.put(channel, noticeOf(message, channel.shows));
      }
    }
    this.#incidents.save(seq);
    this.courier.start();
  }

  #ringWhenDue(before = Infinity): void {
    const { alarm, waitUntil } = this.#parts;
    const dueAt = this.#judge.dueAt();
    if (dueAt !== null && dueAt <= before) waitUntil(alarm.ringBy(dueAt));
  }
}
