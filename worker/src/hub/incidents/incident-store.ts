import {
  LIMITS,
  type Followed,
  type Incident,
  type IncidentCounts,
  type IncidentsAnswer,
  type IncidentsPart,
  type IncidentsQuery,
} from '@claude-monitor/protocol';
import { resolved, type IncidentRecord } from '../../domain/incidents/incident-record.ts';
import type { Named } from '../state/named.ts';
import { readMeta, textOf } from '../storage/storage.ts';
import { countOpened, listIncidents, openedSince, type OpenedSpan } from './incident-questions.ts';
import { INCIDENT_PREFIX, lineOf, parseIncident, readStanding } from './incident-rows.ts';
import { RecentIncidents } from './recent-incidents.ts';
import { StandingIncidents } from './standing-incidents.ts';

/**
 * Incidents in the hub's storage, bounded: memory holds where those that stand lie, and whether they need
 * somebody. Each has the seq of its last change, by which viewers are sent what they missed; null until the
 * change has one. One index serves the pages and one what was missed: each more would be a row to pay for with
 * every change, so what is asked seldom reads the table.
 */
export class IncidentStore {
  readonly #sql: SqlStorage;
  readonly #resolvedKept: () => number;
  readonly #standing = new StandingIncidents();
  readonly #recent: RecentIncidents;
  /** Of the events whose changes are written now; null: no event stands for them. */
  #seq: number | null = null;
  #unstamped = false;
  /** Of the newest change that has one. */
  #changedSeq: number;
  #resolved: number;

  constructor(sql: SqlStorage, resolvedKept: () => number = () => LIMITS.resolvedIncidents) {
    this.#sql = sql;
    this.#resolvedKept = resolvedKept;
    for (const [key, standing] of readStanding(sql)) this.#standing.set(key, standing);
    this.#unstamped = this.#count('changed_seq is null') > 0;
    this.#resolved = this.#count('is_open = 0');
    const [newest] = sql.exec('select max(changed_seq) as seq from incident');
    this.#changedSeq = Number(newest?.['seq'] ?? 0);
    this.#recent = new RecentIncidents(this.#unstamped ? null : this.#changedSeq);
  }

  get size(): number {
    return this.#standing.size;
  }

  /** Something changed that no seq stands for yet. */
  get isUnstamped(): boolean {
    return this.#unstamped;
  }

  isOpen(key: string): boolean {
    return this.#standing.has(key);
  }

  /** Keys of what stands of a session. */
  ofSession(id: string): ReadonlySet<string> {
    return this.#standing.ofSession(id);
  }

  /** Keys of what stands of the service itself. */
  get ofService(): ReadonlySet<string> {
    return this.#standing.ofService;
  }

  standing(key: string): IncidentRecord | null {
    const place = this.#standing.get(key);
    return place === undefined ? null : this.#read(place.line);
  }

  find(id: string): IncidentRecord | null {
    const line = lineOf(id);
    return line === null ? null : this.#read(line);
  }

  get nextId(): string {
    const rows = this.#sql.exec("select seq from sqlite_sequence where name = 'incident'");
    return `${INCIDENT_PREFIX}${String(Number([...rows][0]?.['seq'] ?? 0) + 1)}`;
  }

  /** Writes what the work changes with the seq of the events that it follows from. */
  changedBy<T>(seq: number, work: () => T): T {
    this.#seq = seq;
    try {
      return work();
    } finally {
      this.#seq = null;
    }
  }

  add(record: IncidentRecord, now: number): void {
    this.#makeRoom(now);
    this.#write(record);
  }

  /** Of one that stands, or was resolved. */
  save(record: IncidentRecord): void {
    this.#write(record);
    if (record.incident.resolvedAt === null) return;
    this.#standing.delete(record.key);
    this.#resolved++;
    this.#trimResolved();
  }

  /** Gives all that changed the seq of a change that viewers are sent. */
  stamp(seq: number): void {
    if (!this.#unstamped) return;
    this.#sql.exec('update incident set changed_seq = ? where changed_seq is null', seq);
    this.#unstamped = false;
    this.#changedSeq = seq;
    this.#recent.stamp(seq);
  }

  /** What changed after a position, the newest first: all of it, or one more than a frame may hold. */
  changedAfter(seq: number): IncidentsPart {
    if (this.#changedSeq <= seq && !this.#unstamped) return { items: [], standing: this.size };
    const recent = this.#recent.after(seq);
    if (recent !== null) return { items: recent, standing: this.size };
    const rows = [
      ...this.#sql.exec(
        `select line, body from incident where changed_seq > ?
         union all select line, body from incident where changed_seq is null limit ?`,
        seq,
        LIMITS.incidentsPerFrame + 1,
      ),
    ];
    rows.sort((a, b) => Number(b['line']) - Number(a['line']));
    return { items: rows.map((row) => parseIncident(row['body']).incident), standing: this.size };
  }

  newest(limit: number): IncidentsPart {
    const items = this.#sql.exec(
      'select body from incident where is_open = 1 order by line desc limit ?',
      limit,
    );
    return {
      items: [...items].map((row) => parseIncident(row['body']).incident),
      standing: this.size,
    };
  }

  list(query: IncidentsQuery, now: number): IncidentsAnswer {
    return { asOf: now, ...listIncidents(this.#sql, query, now), open: this.openCount(now) };
  }

  /** Those that nobody acknowledged or put off. */
  openCount(now: number): number {
    return this.#standing.needed(now);
  }

  /** Of those, how many a browser follows, and the newest of them. */
  openOf(by: Followed, now: number): { count: number; newest: Incident | null } {
    const { count, newest } = this.#standing.followed(by, now);
    return { count, newest: newest === null ? null : (this.#read(newest)?.incident ?? null) };
  }

  /** Those that were opened in a time, of a project or all; by kind, the most first. */
  countOpened(span: OpenedSpan, hasService: boolean): IncidentCounts {
    const kinds = countOpened(this.#sql, span).filter(
      ({ kind }) => hasService || kind !== 'service',
    );
    return {
      opened: kinds.reduce((sum, { opened }) => sum + opened, 0),
      open: kinds.reduce((sum, { open }) => sum + open, 0),
      kinds: kinds.map(({ kind, opened }) => ({ kind, opened })),
      isWhole: (this.since ?? Infinity) <= span.from,
    };
  }

  /** Of a kind, also those that are over; as many as are kept. */
  openedSince(kind: Incident['kind'], since: number): Incident[] {
    return openedSince(this.#sql, kind, since);
  }

  /** Since when incidents are kept; null: not known. */
  get since(): number | null {
    if (this.#resolved >= this.#resolvedKept()) {
      const [oldest] = this.#sql.exec(
        'select body from incident where is_open = 0 order by line limit 1',
      );
      if (oldest !== undefined) return parseIncident(oldest['body']).incident.openedAt;
    }
    const since = readMeta(this.#sql, 'incidents since');
    return since === null ? null : Number(since);
  }

  /** Those of sessions that are deleted, by internal id or by the caller's. */
  forget({ sessions, sessionIds }: Pick<Named, 'sessions' | 'sessionIds'>): void {
    if (sessions.size === 0 && sessionIds.size === 0) return;
    const rows = this.#sql.exec(
      `select line, key, session, is_open, body ->> '$.incident.session.sessionId' as session_id from incident
       where session is not null`,
    );
    for (const row of [...rows]) {
      const { key, session, session_id: sessionId } = row;
      if (!sessions.has(textOf(session)) && !sessionIds.has(textOf(sessionId))) continue;
      this.#sql.exec('delete from incident where line = ?', row['line']);
      this.#recent.delete(Number(row['line']));
      if (row['is_open'] === 1) this.#standing.delete(textOf(key));
      else this.#resolved--;
    }
  }

  /** Resolved ones that are as old as the history that leaves. */
  expire(before: number): void {
    const expired = this.#sql.exec(
      `delete from incident where is_open = 0 and json_extract(body, '$.incident.resolvedAt') < ?
       returning line`,
      before,
    );
    this.#resolved -= [...expired].length;
    // The bound may have been lowered.
    this.#trimResolved();
  }

  #trimResolved(): void {
    const over = this.#resolved - this.#resolvedKept();
    if (over <= 0) return;
    this.#sql.exec(
      'delete from incident where line in (select line from incident where is_open = 0 order by line limit ?)',
      over,
    );
    this.#resolved -= over;
  }

  /** Takes people who are deleted out of whom it is and was assigned to. */
  forgetPeople(isNamed: (text: string) => boolean): void {
    const assigned = `select body from incident where instr(body, '"step":"assigned"') > 0`;
    for (const row of [...this.#sql.exec(assigned)]) {
      const { key, incident, history } = parseIncident(row['body']);
      const isOf = (name: string | null): boolean => name !== null && isNamed(name);
      const left = history.map((step) =>
        step.step === 'assigned' && isOf(step.detail) ? { ...step, detail: null } : step,
      );
      const assignee = isOf(incident.assignee) ? null : incident.assignee;
      const isSame =
        assignee === incident.assignee && left.every((step, at) => step === history[at]);
      if (!isSame) this.#write({ key, incident: { ...incident, assignee }, history: left });
    }
  }

  #makeRoom(now: number): void {
    if (this.size < LIMITS.openIncidents) return;
    const { oldest } = this.#standing;
    const record = oldest === undefined ? null : this.standing(oldest);
    if (record !== null) this.save(resolved(record, 'made_room', now));
  }

  #read(line: number): IncidentRecord | null {
    const row = [...this.#sql.exec('select body from incident where line = ?', line)][0];
    return row === undefined ? null : parseIncident(row['body']);
  }

  #write(record: IncidentRecord): void {
    const { key, incident } = record;
    const line = lineOf(incident.id) ?? 0;
    const sessionKey = incident.session?.id ?? null;
    const isOpen = incident.resolvedAt === null;
    this.#sql.exec(
      `insert into incident (line, key, session, is_open, changed_seq, body) values (?, ?, ?, ?, ?, ?)
       on conflict (line) do update
       set is_open = excluded.is_open, changed_seq = excluded.changed_seq, body = excluded.body`,
      line,
      key,
      sessionKey,
      isOpen ? 1 : 0,
      this.#seq,
      JSON.stringify(record),
    );
    this.#recent.add(line, this.#seq, incident);
    if (this.#seq === null) this.#unstamped = true;
    else this.#changedSeq = this.#seq;
    if (!isOpen) return;
    const { kind, project, acknowledged, snoozedUntil } = incident;
    this.#standing.set(key, {
      ...{ line, sessionKey, kind, project },
      isAcknowledged: acknowledged !== null,
      snoozedUntil: snoozedUntil ?? 0,
    });
  }

  #count(where: string): number {
    const [row] = this.#sql.exec(`select count(*) as n from incident where ${where}`);
    return Number(row?.['n'] ?? 0);
  }
}
