import {
  deliverySchema,
  LIMITS,
  type DeliveriesAnswer,
  type DeliveriesQuery,
  type Delivery,
} from '@claude-monitor/protocol';
import type { Notice } from '../../domain/alerts/notice.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META_DROPPED = 'alerts dropped';

/** One message to one channel, with what it is made of. */
export type Entry = {
  seq: number;
  delivery: Delivery;
  notice: Notice;
  /** Tries that failed for another reason than their rate. */
  failures: number;
  /** Since when it waits: when it was made, or was asked for again. */
  queuedAt: number;
  /** Which message it is, or changes; without it none is kept of it. */
  about?: About | undefined;
};

/** What a message is about: under a cooldown one thing, and the incident of it. */
export type About = { key: string; incident: string | null };

type NewEntry = Pick<Entry, 'delivery' | 'notice' | 'about'>;

/**
 * Messages on their way and the log of those that went (rule: what is to be sent survives a kill). What
 * waits is in memory too; the rest is read when somebody looks at the log. Bounded: the oldest delivered
 * ones go first, of the others the oldest parked one, and that is counted.
 */
export class Outbox {
  readonly #sql: SqlStorage;
  readonly #deliveredKept: () => number;
  /** Those that wait, by seq. */
  readonly #waiting = new Map<number, Entry>();
  #delivered: number;
  #parked: number;
  #lastSeq: number;

  constructor(sql: SqlStorage, deliveredKept: () => number = () => LIMITS.deliveredKept) {
    this.#sql = sql;
    this.#deliveredKept = deliveredKept;
    this.#delivered = this.#count('delivered');
    this.#parked = this.#count('parked');
    const newest = [...sql.exec('select seq from delivery order by seq desc limit 1')][0];
    this.#lastSeq = Number(newest?.['seq'] ?? 0);
    const waiting = "select * from delivery where state in ('queued', 'retrying') order by seq";
    for (const row of sql.exec(waiting)) {
      const entry = fromRow(row);
      this.#waiting.set(entry.seq, entry);
    }
  }

  get dropped(): number {
    return Number(readMeta(this.#sql, META_DROPPED) ?? 0);
  }

  /** How much waits, and since when the oldest of it; how much was given up. */
  get size(): { waiting: number; oldestAt: number | null; parked: number } {
    const [oldest] = this.#waiting.values();
    return {
      waiting: this.#waiting.size,
      oldestAt: oldest?.queuedAt ?? null,
      parked: this.#parked,
    };
  }

  get busyChannels(): Set<string> {
    return new Set([...this.#waiting.values()].map(({ delivery }) => delivery.channel.id));
  }

  add({ delivery, notice, about }: NewEntry): Entry {
    const seq = ++this.#lastSeq;
    const entry: Entry = { seq, delivery, notice, about, failures: 0, queuedAt: delivery.at };
    this.#waiting.set(seq, entry);
    this.#write(entry);
    this.#makeRoom();
    return entry;
  }

  /** What a channel is to be sent next: who pressed the test button waits for it, then the oldest. */
  next(channel: string): Entry | null {
    let first: Entry | null = null;
    for (const entry of this.#waiting.values()) {
      if (entry.delivery.channel.id !== channel) continue;
      if (entry.delivery.purpose === 'test') return entry;
      first ??= entry;
    }
    return first;
  }

  /** An update of the same message that was not tried yet. */
  waitingUpdate(channel: string, key: string): Entry | null {
    for (const entry of this.#waiting.values()) {
      const { delivery, about } = entry;
      const isUpdate = delivery.purpose === 'update' && delivery.attempts === 0;
      if (isUpdate && delivery.channel.id === channel && about?.key === key) return entry;
    }
    return null;
  }

  /** What is of no use any more; the log says nothing of it. */
  drop({ seq }: Entry): void {
    this.#waiting.delete(seq);
    this.#sql.exec('delete from delivery where seq = ?', seq);
  }

  /** Whether something waits for a receiver that was not tried yet. */
  hasUntried(receiver: string): boolean {
    return [...this.#waiting.values()].some(
      ({ delivery }) =>
        delivery.channel.id === receiver && delivery.purpose !== 'test' && delivery.attempts === 0,
    );
  }

  isWaiting({ seq }: Entry): boolean {
    return this.#waiting.has(seq);
  }

  save(entry: Entry): void {
    const { state } = entry.delivery;
    const wasWaiting = this.#waiting.has(entry.seq);
    const isWaiting = state === 'queued' || state === 'retrying';
    if (isWaiting) this.#waiting.set(entry.seq, entry);
    else this.#waiting.delete(entry.seq);
    if (wasWaiting && state === 'delivered') this.#delivered++;
    if (wasWaiting && state === 'parked') this.#parked++;
    if (!wasWaiting && isWaiting) this.#parked--;
    this.#write(entry);
    this.#makeRoom();
  }

  /** Deletes messages, delivered or not, that are about something that is deleted. */
  forget(isMeant: (entry: Entry) => boolean): void {
    for (const row of [...this.#sql.exec('select * from delivery')]) {
      const entry = fromRow(row);
      if (!isMeant(entry)) continue;
      this.#sql.exec('delete from delivery where seq = ?', entry.seq);
      this.#waiting.delete(entry.seq);
    }
    this.#delivered = this.#count('delivered');
    this.#parked = this.#count('parked');
  }

  find(id: string): Entry | null {
    const row = [...this.#sql.exec('select * from delivery where id = ?', id)][0];
    return row === undefined ? null : fromRow(row);
  }

  /** A page of the log, the newest first. */
  list({ cursor, limit, channel, state }: DeliveriesQuery): DeliveriesAnswer {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
    const rows = this.#sql.exec(
      `select * from delivery where seq < ? and (? is null or channel = ?) and (? is null or state = ?)
       order by seq desc limit ?`,
      before,
      channel ?? null,
      channel ?? null,
      state ?? null,
      state ?? null,
      limit + 1,
    );
    const entries = [...rows].map(fromRow);
    const items = entries.slice(0, limit);
    const last = items.at(-1);
    const next = entries.length > limit && last !== undefined ? String(last.seq) : null;
    return { items: items.map(({ delivery }) => delivery), next, dropped: this.dropped };
  }

  #makeRoom(): void {
    while (this.#delivered > this.#deliveredKept()) {
      this.#deleteOldest('delivered');
      this.#delivered--;
    }
    while (this.#waiting.size + this.#parked > LIMITS.outboxKept) {
      if (this.#parked > 0) {
        this.#deleteOldest('parked');
        this.#parked--;
      } else {
        const oldest = this.#waiting.keys().next().value;
        if (oldest === undefined) return;
        this.#waiting.delete(oldest);
        this.#sql.exec('delete from delivery where seq = ?', oldest);
      }
      writeMeta(this.#sql, META_DROPPED, this.dropped + 1);
    }
  }

  #deleteOldest(state: Delivery['state']): void {
    this.#sql.exec(
      'delete from delivery where seq = (select min(seq) from delivery where state = ?)',
      state,
    );
  }

  #write({ seq, delivery, notice, failures, queuedAt, about }: Entry): void {
    this.#sql.exec(
      `insert into delivery (seq, id, channel, state, body) values (?, ?, ?, ?, ?)
       on conflict (seq) do update set state = excluded.state, body = excluded.body`,
      seq,
      delivery.id,
      delivery.channel.id,
      delivery.state,
      JSON.stringify({ delivery, notice, failures, queuedAt, about }),
    );
  }

  #count(state: Delivery['state']): number {
    const rows = this.#sql.exec('select count(*) as n from delivery where state = ?', state);
    return Number([...rows][0]?.['n'] ?? 0);
  }
}

function fromRow(row: Record<string, SqlStorageValue>): Entry {
  // Written by this module alone and migrated by version, so its shape is known.
  const { delivery, ...rest } = JSON.parse(textOf(row['body'])) as Omit<Entry, 'seq'>;
  return { seq: Number(row['seq']), delivery: deliverySchema.parse(delivery), ...rest };
}
