import {
  deleteSentAlert,
  noSentAlerts,
  type Overflow,
  type AlertEvent,
  type SentAlert,
  type SentAlerts,
} from '../../domain/alerts/sent-alert.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META_SEQ = 'alerts seq';
const META_OVERFLOWS = 'alerts overflows';

/**
 * What was sent and stands, in the hub's storage, and up to which seq it was evaluated. Both are written in
 * one turn with the messages they gave: after a kill, what comes later in the journal is evaluated again,
 * and nothing twice.
 */
export class StoredAlerts {
  readonly #sql: SqlStorage;
  readonly state: SentAlerts = noSentAlerts();
  /** Stored; events up to it are not evaluated again on waking. */
  evaluatedSeq: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.evaluatedSeq = Number(readMeta(sql, META_SEQ) ?? 0);
    const overflows = readMeta(sql, META_OVERFLOWS);
    // Written by this class alone and migrated by version, so their shapes are known.
    for (const overflow of overflows === null
      ? []
      : (JSON.parse(textOf(overflows)) as Overflow[])) {
      this.state.overflows.set(overflow.rule, overflow);
    }
    for (const row of sql.exec('select key, state from sent_alert order by alerted_at')) {
      const alert = JSON.parse(textOf(row['state'])) as SentAlert;
      this.state.byKey.set(textOf(row['key']), alert);
    }
  }

  get isChanged(): boolean {
    return this.state.changed.size > 0 || this.state.hasChangedOverflows;
  }

  forget(isMeant: (alertEvent: AlertEvent) => boolean): void {
    const { byKey, overflows } = this.state;
    for (const [key, { alertEvent }] of byKey) {
      if (isMeant(alertEvent)) deleteSentAlert(this.state, key);
    }
    for (const [rule, overflow] of overflows) {
      if (!isMeant(overflow.last)) continue;
      overflows.delete(rule);
      this.state.hasChangedOverflows = true;
    }
    this.save(this.evaluatedSeq);
  }

  save(seq: number): void {
    for (const key of this.state.changed) this.#saveOne(key, this.state.byKey.get(key));
    this.state.changed.clear();
    if (this.state.hasChangedOverflows) {
      writeMeta(this.#sql, META_OVERFLOWS, JSON.stringify([...this.state.overflows.values()]));
      this.state.hasChangedOverflows = false;
    }
    this.evaluatedSeq = seq;
    writeMeta(this.#sql, META_SEQ, seq);
  }

  #saveOne(key: string, alert: SentAlert | undefined): void {
    if (alert === undefined) this.#sql.exec('delete from sent_alert where key = ?', key);
    else {
      this.#sql.exec(
        `insert into sent_alert (key, alerted_at, state) values (?, ?, ?)
         on conflict (key) do update set alerted_at = excluded.alerted_at, state = excluded.state`,
        key,
        alert.alertedAt,
        JSON.stringify(alert),
      );
    }
  }
}
