import {
  noIncidents,
  type Crowd,
  type Happening,
  type Incident,
  type Incidents,
} from '../../domain/alerts/incident.ts';
import { readMeta, textOf, writeMeta } from '../storage/storage.ts';

const META_SEQ = 'alerts seq';
const META_CROWDS = 'alerts crowds';

/**
 * What was told and stands, in the hub's storage, and up to which seq it was evaluated. Both are written in
 * one turn with the messages they gave: after a kill, what comes later in the journal is evaluated again,
 * and nothing twice.
 */
export class StoredIncidents {
  readonly #sql: SqlStorage;
  readonly state: Incidents = noIncidents();
  /** Stored; events up to it are not evaluated again on waking. */
  evaluatedSeq: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    this.evaluatedSeq = Number(readMeta(sql, META_SEQ) ?? 0);
    const crowds = readMeta(sql, META_CROWDS);
    // Written by this class alone and migrated by version, so their shapes are known.
    for (const crowd of crowds === null ? [] : (JSON.parse(textOf(crowds)) as Crowd[])) {
      this.state.crowds.set(crowd.rule, crowd);
    }
    for (const row of sql.exec('select key, state from incident order by told_at')) {
      const incident = JSON.parse(textOf(row['state'])) as Incident;
      this.state.byKey.set(textOf(row['key']), incident);
    }
  }

  get isChanged(): boolean {
    return this.state.changed.size > 0 || this.state.hasChangedCrowds;
  }

  /** Forgets what is about something that is deleted; what is to come of it too. */
  forget(isMeant: (happening: Happening) => boolean): void {
    const { byKey, crowds } = this.state;
    for (const [key, { happening }] of byKey) {
      if (!isMeant(happening)) continue;
      byKey.delete(key);
      this.state.changed.add(key);
    }
    for (const [rule, crowd] of crowds) {
      if (!isMeant(crowd.last)) continue;
      crowds.delete(rule);
      this.state.hasChangedCrowds = true;
    }
    this.save(this.evaluatedSeq);
  }

  save(seq: number): void {
    for (const key of this.state.changed) this.#saveOne(key, this.state.byKey.get(key));
    this.state.changed.clear();
    if (this.state.hasChangedCrowds) {
      writeMeta(this.#sql, META_CROWDS, JSON.stringify([...this.state.crowds.values()]));
      this.state.hasChangedCrowds = false;
    }
    this.evaluatedSeq = seq;
    writeMeta(this.#sql, META_SEQ, seq);
  }

  #saveOne(key: string, incident: Incident | undefined): void {
    if (incident === undefined) this.#sql.exec('delete from incident where key = ?', key);
    else {
      this.#sql.exec(
        `insert into incident (key, told_at, state) values (?, ?, ?)
         on conflict (key) do update set told_at = excluded.told_at, state = excluded.state`,
        key,
        incident.toldAt,
        JSON.stringify(incident),
      );
    }
  }
}
