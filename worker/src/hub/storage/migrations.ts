import { oneIndexOfTimes, recordTables, statusOfRecords } from './record-tables.ts';
import { JOURNAL_COLUMNS } from '../ingest/journal-table.ts';
import { Journal } from '../ingest/journal.ts';
import { newProgress, readProgress, writeProgress } from '../state/progress.ts';
import { readMeta, writeMeta } from './storage.ts';
import { beginUpgrade } from './upgrade/progress.ts';

const renamed = (column: string): string =>
  replaced(column, [
    ['"item":', '"alertEvent":'],
    ['"toldAt":', '"alertedAt":'],
    ['"isTold":', '"isAlerted":'],
    ['"isCrowd":', '"isOverflow":'],
    ['"told":', '"sent":'],
    ['"task-failed"', '"task_failed"'],
  ]);

const renamedEvents = (column: string): string =>
  replaced(column, [
    ['"type":"instance.start"', '"type":"subagent.start"'],
    ['"type":"instance.end"', '"type":"subagent.end"'],
    ['"type":"gauge"', '"type":"session.context"'],
    ['"state":"turn-over"', '"state":"turn_over"'],
    ['"name":"pull requests"', '"name":"pull_requests"'],
    ['"name":"active time"', '"name":"active_time"'],
  ]);

/** Within a text of JSON a quote is escaped, so none of these is part of one. */
const replaced = (column: string, names: readonly (readonly [string, string])[]): string =>
  names.reduce((sql, [former, now]) => `replace(${sql}, '${former}', '${now}')`, column);

/**
 * The hub's tables. The version stands in `meta`; a later one adds its steps to `MIGRATIONS`, which
 * run once, in order, on waking (rule HUB3). The first edition also had `card`, `task` and `page`, which
 * `upgrade` reads and drops.
 */
const MIGRATIONS: readonly string[][] = [
  [
    `create table journal (
       first_seq integer primary key, last_seq integer not null,
       events integer not null, bytes integer not null, at integer not null, body text not null)`,
    `create table key (
       hash text primary key, id text not null, parent text, name text not null,
       scopes text not null, user text, device text,
       created_at integer not null, expires_at integer) without rowid`,
  ],
  [
    `create table request_key (
       segment integer primary key, pages text not null, hashes blob not null, places blob not null)`,
  ],
  [
    `create table link (
       id text primary key, hash text not null, name text not null, scope text not null,
       is_redacted integer not null, shows text not null, salt text not null, made_by text not null,
       created_at integer not null, expires_at integer not null, last_opened_at integer) without rowid`,
    `create table link_cookie (
       hash text primary key, link text not null, created_at integer not null) without rowid`,
    `create table audit (
       line integer primary key, at integer not null, kind text not null, actor text,
       id text not null, name text not null)`,
  ],
  [
    `create table channel (id text primary key, state text not null) without rowid`,
    `create table rule (id text primary key, state text not null) without rowid`,
    `create table incident (
       key text primary key, told_at integer not null, state text not null) without rowid`,
    `create table delivery (
       seq integer primary key, id text not null, channel text not null, state text not null,
       body text not null)`,
  ],
  [
    `create table parked (
       id integer primary key autoincrement, subject text not null unique, about text not null)`,
    `create table parked_body (
       id integer not null, part integer not null, body blob not null,
       primary key (id, part)) without rowid`,
  ],
  [
    ...recordTables(),
    // By day in the order of ids: what arrives has today's.
    `create table arrivals (id integer primary key, day integer not null, hours text not null)`,
    `create table tombstone (id integer primary key autoincrement, hash text not null)`,
    `create table change (
       line integer primary key autoincrement, seq integer not null, count integer not null,
       body text not null)`,
  ],
  [
    // Records of a kind that storage of the version before does not have.
    `create table if not exists trace_record (
       id integer primary key, key text not null, body blob not null)`,
  ],
  oneIndexOfTimes(),
  // The names of today; records get theirs when they are read (`record-tables.ts`).
  [
    `alter table incident rename column told_at to alerted_at`,
    `update incident set key = replace(key, 'task-failed', 'task_failed'), state = ${renamed('state')}`,
    `update meta set name = 'alerts overflows', value = ${renamed('value')} where name = 'alerts crowds'`,
    `update meta set value = replace(value, '"cards":', '"sessions":') where name = 'deletions'`,
    `update rule set id = replace(id, '-', '_'), state = ${renamed('state')}`,
    `update channel set state = ${renamed('state')}`,
    `update delivery set state = ${renamed('state')}, body = ${renamed('body')}`,
    `update audit set kind = replace(kind, ' ', '_')`,
    `update journal set body = ${renamedEvents('body')}`,
  ],
  [
    // Records of a kind that storage of the version before does not have.
    `create table if not exists user_usage_record (
       id integer primary key, key text not null, body blob not null)`,
  ],
  statusOfRecords(),
  [
    `create table if not exists saved_view (
       id text primary key, name text not null unique, page text not null, query text not null,
       saved_by text not null, saved_at integer not null) without rowid`,
    // Of a link: the page that it opens on and who may show it in a frame, as JSON.
    `create table if not exists link_settings (
       link text primary key, settings text not null) without rowid`,
  ],
  [
    `alter table incident rename to sent_alert`,
    `create table incident (
       line integer primary key autoincrement, key text not null, session text,
       is_open integer not null, changed_seq integer, body text not null)`,
    `insert or replace into meta (name, value) values ('incidents since', cast(strftime('%s', 'now') as integer) * 1000)`,
    // What a viewer missed.
    `create index incident_changed on incident (changed_seq)`,
    // Pages of what stands, and of what was resolved.
    `create index incident_open on incident (is_open, line)`,
  ],
  [
    `create table if not exists report_schedule (id text primary key, state text not null) without rowid`,
    `create table if not exists report_sent (
       line integer primary key autoincrement, schedule text not null, body text not null)`,
    `create table if not exists budget (id text primary key, state text not null) without rowid`,
  ],
  [
    // What was found in an hour of a session; who it is, is as it was when that was stored.
    `create table if not exists waste (
       hour integer not null, session text not null, kind text not null, shown text not null,
       session_id text not null, agent text not null, project text not null, user text not null,
       count integer not null, tokens integer not null, measured_micros integer not null,
       estimated_micros integer not null, unpriced integer not null,
       primary key (hour, session, kind)) without rowid`,
    // The last requests and calls of sessions that may go on, many in a row.
    `create table if not exists waste_session (bucket integer primary key, body text not null)`,
  ],
  [
    `create table if not exists sent_message (
       line integer primary key autoincrement, channel text not null, key text not null, incident text,
       state text not null, unique (channel, key))`,
    // What is told that an incident changed.
    `create index if not exists sent_message_incident on sent_message (incident)`,
    `create table if not exists incident_link (
       hash text primary key, channel text not null, incident text not null, expires_at integer not null,
       unique (channel, incident)) without rowid`,
    `create table if not exists push_subscription (id text primary key, state text not null) without rowid`,
  ],
  [
    `create index if not exists incident_key on incident (key)`,
    `create index if not exists incident_session on incident (session)`,
    `create index if not exists incident_session_id on incident (json_extract(body, '$.incident.session.sessionId'))`,
    `create index if not exists incident_needed on incident (coalesce(json_extract(body, '$.incident.snoozedUntil'), 0))
     where is_open = 1 and json_extract(body, '$.incident.acknowledged') is null`,
  ],
  [
    // Each was a row to write with every change, for what is asked seldom or memory knows.
    ...['key', 'session', 'session_id', 'needed'].map(
      (of) => `drop index if exists incident_${of}`,
    ),
    `create table if not exists journal_next (${JOURNAL_COLUMNS})`,
  ],
  [
    `update budget set state = ${replaced('state', [['"of":', '"scope":']])}`,
    `update audit set kind = replace(kind, '_made', '_created')`,
  ],
];

/** An unprovisioned hub has no tables and writes none (rule SHR7). */
export function isProvisioned(sql: SqlStorage): boolean {
  const found = sql.exec("select 1 from sqlite_master where type = 'table' and name = 'meta'");
  return [...found].length > 0;
}

/** Since this version the fold's state lies in records. */
const RECORDS_VERSION = 6;
/** Since this one libSQL has requests in chunks that are numbered by the hub: those of before are not. */
const REQUEST_CHUNKS_VERSION = 8;

/** Storage that a later version wrote: this one would not know what it reads. */
export class NewerStorage extends Error {
  override name = 'NewerStorage';

  constructor(version: number) {
    super(
      `The workspace was written by a later version of Claude Monitor (storage ${String(version)}, this one knows ${String(MIGRATIONS.length)}): start that version, or a later one; nothing was changed.`,
    );
  }
}

export function createTables(sql: SqlStorage): void {
  sql.exec('create table if not exists meta (name text primary key, value) without rowid');
  migrate(sql, versionOf(sql));
}

/** Brings the tables of a hub up to date; `now` is the epoch of storage that has to be upgraded. */
export function migrateTables(sql: SqlStorage, now: number): void {
  const version = versionOf(sql);
  if (version > MIGRATIONS.length) throw new NewerStorage(version);
  if (version === MIGRATIONS.length) return;
  migrate(sql, version);
  if (version < RECORDS_VERSION) beginUpgrade(sql, newStorageAt(sql, now));
  else if (version < REQUEST_CHUNKS_VERSION) sendAllAgain(sql, now);
}

const versionOf = (sql: SqlStorage): number => Number(readMeta(sql, 'schema') ?? 0);

function migrate(sql: SqlStorage, version: number): void {
  for (const steps of MIGRATIONS.slice(version)) for (const step of steps) sql.exec(step);
  writeMeta(sql, 'schema', MIGRATIONS.length);
}

/** Of another epoch, libSQL is sent all rows once more; those that did not change are not written. */
function sendAllAgain(sql: SqlStorage, now: number): void {
  const progress = readProgress(sql);
  writeProgress(sql, { ...progress, epoch: Math.max(now, progress.epoch + 1) });
}

/** Above all that the storage has seen, should its clock have gone back. */
function newStorageAt(sql: SqlStorage, now: number): { epoch: number; seq: number } {
  const { epoch, foldedSeq } = readProgress(sql);
  const last = Math.max(foldedSeq, new Journal(sql).lastSeq());
  return { epoch: Math.max(now, epoch + 1), seq: Math.max(newProgress(now).seq, last + 1) };
}
