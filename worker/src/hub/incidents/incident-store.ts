import {
  incidentKindSchema,
  incidentSchema,
  incidentStateOf,
  incidentStepSchema,
  LIMITS,
  type Followed,
  type Incident,
  type IncidentCounts,
  type IncidentsAnswer,
  type IncidentsPart,
  type IncidentsQuery,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import { keyOf } from '../../domain/incidents/conditions.ts';
import { resolved, type IncidentRecord } from '../../domain/incidents/incident-record.ts';
import { INCIDENT_NEEDED, INCIDENT_SESSION_ID, INCIDENT_SNOOZED } from '../storage/migrations.ts';
import type { Named } from '../state/named.ts';
import { byteLength } from '../storage/byte-length.ts';
import { readMeta, textOf } from '../storage/storage.ts';

const bodySchema = z.object({
  key: z.string(),
  incident: incidentSchema,
  history: z.array(incidentStepSchema),
});

const PREFIX = 'inc_';
const SERVICE = keyOf('service', '');

/** What memory holds of an incident that stands. */
type Standing = { line: number; session: string | null };

/**
 * Incidents in the hub's storage, bounded: memory holds only where those that stand lie. Each has the seq of
 * its last change, by which viewers are sent what they missed; null until the change has one.
 */
export class IncidentStore {
  readonly #sql: SqlStorage;
  readonly #standing = new Map<string, Standing>();
  readonly #bySession = new Map<string, Set<string>>();
  readonly #ofService = new Set<string>();
  #unstamped = false;
  /** Of the newest change that has one. */
  #changedSeq: number;
  #resolved: number;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    for (const row of sql.exec(
      'select line, key, session from incident where is_open = 1 order by line',
    )) {
      const session = row['session'] === null ? null : textOf(row['session']);
      this.#remember(textOf(row['key']), { line: Number(row['line']), session });
    }
    this.#unstamped = this.#count('changed_seq is null') > 0;
    this.#resolved = this.#count('is_open = 0');
    const [newest] = sql.exec('select max(changed_seq) as seq from incident');
    this.#changedSeq = Number(newest?.['seq'] ?? 0);
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
    return this.#bySession.get(id) ?? NONE;
  }

  /** Keys of what stands of the service itself. */
  get ofService(): ReadonlySet<string> {
    return this.#ofService;
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
    return `${PREFIX}${String(Number([...rows][0]?.['seq'] ?? 0) + 1)}`;
  }

  add(record: IncidentRecord, now: number): void {
    this.#makeRoom(now);
    this.#write(record);
  }

  /** Of one that stands, or was resolved. */
  save(record: IncidentRecord): void {
    this.#write(record);
    if (record.incident.resolvedAt === null) return;
    this.#forgetStanding(record.key);
    this.#resolved++;
    if (this.#resolved <= LIMITS.resolvedIncidents) return;
    this.#sql.exec(
      'delete from incident where line = (select min(line) from incident where is_open = 0)',
    );
    this.#resolved--;
  }

  /** Gives all that changed the seq of a change that viewers are sent. */
  stamp(seq: number): void {
    if (!this.#unstamped) return;
    this.#sql.exec('update incident set changed_seq = ? where changed_seq is null', seq);
    this.#unstamped = false;
    this.#changedSeq = seq;
  }

  /** What changed after a position, the newest first: all of it, or one more than a frame may hold. */
  changedAfter(seq: number): IncidentsPart {
    if (this.#changedSeq <= seq && !this.#unstamped) return { items: [], standing: this.size };
    const rows = [
      ...this.#sql.exec(
        `select line, body from incident where changed_seq > ?
         union all select line, body from incident where changed_seq is null limit ?`,
        seq,
        LIMITS.incidentsPerFrame + 1,
      ),
    ];
    rows.sort((a, b) => Number(b['line']) - Number(a['line']));
    return { items: rows.map((row) => parse(row['body']).incident), standing: this.size };
  }

  newest(limit: number): IncidentsPart {
    const items = this.#sql.exec(
      'select body from incident where is_open = 1 order by line desc limit ?',
      limit,
    );
    return { items: [...items].map((row) => parse(row['body']).incident), standing: this.size };
  }

  list(query: IncidentsQuery, now: number): IncidentsAnswer {
    const { limit, state } = query;
    const before = query.cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(query.cursor);
    const most = Math.max(limit, LIMITS.scannedIncidents);
    const rows = this.#sql.exec(
      `select line, body from incident where line < ? and is_open = ? order by line desc limit ?`,
      before,
      state === 'resolved' ? 0 : 1,
      most + 1,
    );
    const items: IncidentsAnswer['items'] = [];
    let next: string | null = null;
    let last: number | null = null;
    let bytes = 0;
    let scanned = 0;
    for (const row of rows) {
      if (scanned++ === most) {
        next = String(last);
        break;
      }
      const { incident } = parse(row['body']);
      const listed = { ...incident, state: incidentStateOf(incident, now) };
      if (!isAsked(listed, query)) {
        last = Number(row['line']);
        continue;
      }
      bytes += sizeOf(listed);
      if (items.length === limit || (bytes > LIMITS.incidentPageBytes && items.length > 0)) {
        next = String(last);
        break;
      }
      items.push(listed);
      last = Number(row['line']);
    }
    return { asOf: now, items, next, open: this.openCount(now) };
  }

  /** Those that nobody acknowledged or put off. */
  openCount(now: number): number {
    const [row] = this.#sql.exec(
      `select count(*) as n from incident indexed by incident_needed
       where ${OPEN}`,
      Math.floor(now),
    );
    return Number(row?.['n'] ?? 0);
  }

  /** Of those, how many a browser follows, and the newest of them. */
  openOf({ kinds, projects }: Followed, now: number): { count: number; newest: Incident | null } {
    const where = [OPEN, ...(kinds.length === 0 ? [] : [oneOf('kind', kinds)])];
    if (projects.length > 0) where.push(oneOf('project', projects));
    const values = [Math.floor(now), ...kinds, ...projects];
    const [row] = this.#sql.exec(
      `select count(*) as n, max(line) as newest from incident where ${where.join(' and ')}`,
      ...values,
    );
    const line = row?.['newest'] ?? null;
    const newest = line === null ? null : (this.#read(Number(line))?.incident ?? null);
    return { count: Number(row?.['n'] ?? 0), newest };
  }

  /** Those that were opened in a time, of a project or all; by kind, the most first. */
  countOpened({ from, to, project }: OpenedAsked, hasService: boolean): IncidentCounts {
    const rows = this.#sql.exec(
      `select json_extract(body, '$.incident.kind') as kind, count(*) as n, sum(is_open) as still
       from incident
       where json_extract(body, '$.incident.openedAt') >= ? and json_extract(body, '$.incident.openedAt') < ?
         and (? is null or json_extract(body, '$.incident.project') = ?)
       group by 1 order by 2 desc, 1`,
      ...[from, to, project, project],
    );
    const kinds = [...rows]
      .map((row) => ({
        kind: incidentKindSchema.parse(row['kind']),
        opened: Number(row['n']),
        open: Number(row['still']),
      }))
      .filter(({ kind }) => hasService || kind !== 'service');
    return {
      opened: kinds.reduce((sum, { opened }) => sum + opened, 0),
      open: kinds.reduce((sum, { open }) => sum + open, 0),
      kinds: kinds.map(({ kind, opened }) => ({ kind, opened })),
      isWhole: (this.since ?? Infinity) <= from,
    };
  }

  /** Since when incidents are kept; null: not known. */
  get since(): number | null {
    if (this.#resolved >= LIMITS.resolvedIncidents) {
      const [oldest] = this.#sql.exec(
        'select body from incident where is_open = 0 order by line limit 1',
      );
      if (oldest !== undefined) return parse(oldest['body']).incident.openedAt;
    }
    const since = readMeta(this.#sql, 'incidents since');
    return since === null ? null : Number(since);
  }

  /** Of a kind, also those that are over; as many as are kept. */
  openedSince(kind: Incident['kind'], since: number): Incident[] {
    const rows = this.#sql.exec(
      'select body from incident where key >= ? and key < ?',
      ...rangeOf(kind),
    );
    return [...rows]
      .map((row) => parse(row['body']).incident)
      .filter(({ openedAt }) => openedAt >= since);
  }

  /** Those of sessions that are deleted, by internal id or by the caller's. */
  forget({ sessions, sessionIds }: Pick<Named, 'sessions' | 'sessionIds'>): void {
    for (const id of sessions) this.#delete('session = ?', id);
    for (const id of sessionIds) this.#delete(`${INCIDENT_SESSION_ID} = ?`, id);
  }

  /** Resolved ones that are as old as the history that leaves. */
  expire(before: number): void {
    const expired = this.#sql.exec(
      `delete from incident where is_open = 0 and json_extract(body, '$.incident.resolvedAt') < ?
       returning line`,
      before,
    );
    this.#resolved -= [...expired].length;
  }

  #delete(where: string, id: string): void {
    const deleted = this.#sql.exec(
      `delete from incident where ${where} returning key, is_open`,
      id,
    );
    for (const row of [...deleted]) {
      if (row['is_open'] === 1) this.#forgetStanding(textOf(row['key']));
      else this.#resolved--;
    }
  }

  /** Takes people who are deleted out of whom it is and was assigned to. */
  forgetPeople(isNamed: (text: string) => boolean): void {
    const assigned = `select body from incident where instr(body, '"step":"assigned"') > 0`;
    for (const row of [...this.#sql.exec(assigned)]) {
      const { key, incident, history } = parse(row['body']);
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
    const oldest = this.#standing.keys().next().value;
    const record = oldest === undefined ? null : this.standing(oldest);
    if (record !== null) this.save(resolved(record, 'made_room', now));
  }

  #read(line: number): IncidentRecord | null {
    const row = [...this.#sql.exec('select body from incident where line = ?', line)][0];
    return row === undefined ? null : parse(row['body']);
  }

  #write(record: IncidentRecord): void {
    const { key, incident } = record;
    const line = lineOf(incident.id) ?? 0;
    const session = incident.session?.id ?? null;
    const isOpen = incident.resolvedAt === null;
    this.#sql.exec(
      `insert into incident (line, key, session, is_open, changed_seq, body) values (?, ?, ?, ?, null, ?)
       on conflict (line) do update set is_open = excluded.is_open, changed_seq = null, body = excluded.body`,
      line,
      key,
      session,
      isOpen ? 1 : 0,
      JSON.stringify(record),
    );
    this.#unstamped = true;
    if (isOpen) this.#remember(key, { line, session });
  }

  #remember(key: string, standing: Standing): void {
    this.#standing.set(key, standing);
    if (key.startsWith(SERVICE)) this.#ofService.add(key);
    const { session } = standing;
    if (session === null) return;
    const keys = this.#bySession.get(session) ?? new Set();
    keys.add(key);
    this.#bySession.set(session, keys);
  }

  #forgetStanding(key: string): void {
    const session = this.#standing.get(key)?.session ?? null;
    this.#standing.delete(key);
    this.#ofService.delete(key);
    if (session === null) return;
    const keys = this.#bySession.get(session);
    keys?.delete(key);
    if (keys?.size === 0) this.#bySession.delete(session);
  }

  #count(where: string): number {
    const [row] = this.#sql.exec(`select count(*) as n from incident where ${where}`);
    return Number(row?.['n'] ?? 0);
  }
}

export type OpenedAsked = { from: number; to: number; project: string | null };

/** Neither acknowledged nor snoozed at a time. */
const OPEN = `${INCIDENT_NEEDED} and ${INCIDENT_SNOOZED} <= ?`;

const oneOf = (field: 'kind' | 'project', values: readonly string[]): string =>
  `json_extract(body, '$.incident.${field}') in (${values.map(() => '?').join(', ')})`;

/** Of all keys that begin with the kind and a space. */
const rangeOf = (kind: string): [string, string] => [`${kind} `, `${kind}!`];

const sizeOf = (item: object): number => byteLength(JSON.stringify(item));

const NONE: ReadonlySet<string> = new Set();

function lineOf(id: string): number | null {
  const digits = id.startsWith(PREFIX) ? id.slice(PREFIX.length) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : null;
}

const parse = (body: SqlStorageValue | undefined): IncidentRecord =>
  bodySchema.parse(JSON.parse(textOf(body)));

function isAsked(
  { state, kind, project, agentName }: IncidentsAnswer['items'][number],
  query: IncidentsQuery,
): boolean {
  if (query.state !== undefined && query.state !== state) return false;
  if (query.kind !== undefined && !query.kind.includes(kind)) return false;
  if (query.project !== undefined && !query.project.includes(project ?? '')) return false;
  return query.agent === undefined || query.agent.includes(agentName ?? '');
}
