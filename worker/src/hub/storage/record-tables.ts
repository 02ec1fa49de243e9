import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  LISTED_KINDS,
  Packed,
  RECORD_KINDS,
  type ListedKind,
  type Listing,
  type RecordKind,
  type StoragePort,
} from '@claude-monitor/fold';
import { withNamesSince, withTodaysNames } from '@claude-monitor/fold/upgrade/index';
import { hash64 } from '@claude-monitor/protocol';
import { DICTIONARIES, DICTIONARY_EDITION } from './record-dictionaries.ts';
import { textOf } from './storage.ts';
import { STATUS_CODES, writeRows } from './write-records.ts';

/** Shorter texts are stored as they are: deflate gains little on them and costs more than the row. */
const COMPRESSED_LENGTH = 100;
/**
 * Short texts since the second edition begin with it; no record does by itself. None is so short that has a name
 * which the third edition replaced.
 */
const SHORT = ' ';
const SECOND_EDITION = 2;
const LEVEL = 1;
/** Of a key's hash, so many hex digits: a number that JavaScript holds exactly. */
const ID_DIGITS = 13;

/**
 * Tables of the fold's records, one a kind. A row is found by 52 bits of its key's hash, which is the
 * rowid: no second index is billed, and a row of up to a page lies in its leaf, where a table WITHOUT ROWID
 * would spill from 1,000 bytes on. Keys that meet stand at the next free id.
 */
export function recordTables(): string[] {
  return RECORD_KINDS.map(firstNameOf).flatMap((kind) =>
    isListed(kind)
      ? [
          `create table ${kind}_record (
             id integer primary key, key text not null, body blob not null,
             last_at integer not null, standing integer not null, named_id text)`,
          byStanding(kind),
          // Listing: named.
          `create index ${kind}_by_named on ${kind}_record (named_id) where named_id is not null`,
        ]
      : [
          `create table ${kind}_record (id integer primary key, key text not null, body blob not null)`,
        ],
  );
}

/** Tables are made with the names that they had first, and renamed by the migrations after it. */
const firstNameOf = (kind: RecordKind): string => (kind === 'status_page' ? 'standing_page' : kind);

const byStanding = (kind: ListedKind): string =>
  `create index ${kind}_by_standing on ${kind}_record (standing, last_at)`;

/** Brings the tables of the versions before to that one index. */
export function oneIndexOfTimes(): string[] {
  return LISTED_KINDS.flatMap((kind) => [
    `drop index if exists ${kind}_by_last`,
    `drop index if exists ${kind}_by_standing`,
    byStanding(kind),
  ]);
}

/**
 * What was called a standing before. Listings (newest, newestOf, oldest) that ask for every status read the
 * index once for each: a second index, of times alone, would be billed with every change of a record.
 */
export function statusOfRecords(): string[] {
  return [
    'alter table standing_page_record rename to status_page_record',
    ...LISTED_KINDS.flatMap((kind) => [
      `drop index ${kind}_by_standing`,
      `alter table ${kind}_record rename column standing to status`,
      `create index ${kind}_by_status on ${kind}_record (status, last_at)`,
    ]),
  ];
}

/** The fold's storage port on the tables of a Durable Object. */
export function sqlRecords(sql: SqlStorage): StoragePort {
  return {
    read: (kind, key) => find(sql, kind, key)?.body,
    pack: (kind, body) => new Packed(encode(kind, body)),
    write: (kind, rows) => {
      const stored = rows.map(({ key, body, columns }) => ({
        ...{ id: idOf(key), key, columns },
        body: body instanceof Packed ? body.stored : encode(kind, body),
      }));
      writeRows(sql, kind, stored);
    },
    remove: (kind, key) => {
      const id = placeOf(sql, kind, key);
      if (id !== null) close(sql, kind, id);
    },
    listed: { session: listing(sql, 'session'), task: listing(sql, 'task') },
    arrivals: {
      add: (day, hours) => {
        sql.exec('insert into arrivals (day, hours) values (?, ?)', day, JSON.stringify(hours));
      },
      before: (day) => {
        const [row] = [...sql.exec('select id, day, hours from arrivals order by id limit 1')];
        if (row === undefined || Number(row['day']) >= day) return null;
        // Written here alone.
        const hours = JSON.parse(textOf(row['hours'])) as string[];
        return { id: Number(row['id']), day: Number(row['day']), hours };
      },
      remove: (id) => {
        sql.exec('delete from arrivals where id = ?', id);
      },
    },
  };
}

function listing(sql: SqlStorage, kind: ListedKind): Listing {
  const keysOf = (query: string, ...values: SqlStorageValue[]): string[] =>
    [...sql.exec(query, ...values)].map((row) => textOf(row['key']));
  return {
    newest: (limit) => {
      const ofEach = eachStatus(
        `select key, last_at from ${kind}_record where status = STATUS
         order by last_at desc limit ?1`,
      );
      return keysOf(`select key from (${ofEach}) order by last_at desc limit ?1`, limit);
    },
    newestOf: (status, { since, limit }) =>
      keysOf(
        `select key from ${kind}_record where status = ? and last_at >= ?
         order by last_at desc limit ?`,
        STATUS_CODES[status],
        since,
        limit,
      ),
    oldest: (before, { skip, limit }) => {
      const ofEach = eachStatus(
        `select key, last_at from ${kind}_record where status = STATUS and last_at < ?1
         order by last_at limit ?2 + ?3`,
      );
      const query = `select key from (${ofEach}) order by last_at limit ?2 offset ?3`;
      return keysOf(query, before, limit, skip);
    },
    named: (id, limit) =>
      keysOf(`select key from ${kind}_record where named_id = ? limit ?`, id, limit),
    after: (key, limit) => {
      const id = key === null ? -1 : (find(sql, kind, key)?.id ?? idOf(key));
      return keysOf(`select key from ${kind}_record where id > ? order by id limit ?`, id, limit);
    },
  };
}

/** The rows of each status, by its part of the index. */
const eachStatus = (query: string): string =>
  Object.values(STATUS_CODES)
    .map((status) => `select * from (${query.replace('STATUS', String(status))})`)
    .join(' union all ');

function find(sql: SqlStorage, kind: RecordKind, key: string): { id: number; body: string } | null {
  for (let id = idOf(key); ; id++) {
    const [row] = [...sql.exec(`select key, body from ${kind}_record where id = ?`, id)];
    if (row === undefined) return null;
    if (row['key'] === key) return { id, body: decode(kind, row['body']) };
  }
}

function placeOf(sql: SqlStorage, kind: RecordKind, key: string): number | null {
  for (let id = idOf(key); ; id++) {
    const [row] = [...sql.exec(`select key from ${kind}_record where id = ?`, id)];
    if (row === undefined) return null;
    if (row['key'] === key) return id;
  }
}

/** Deletes a row; those that stand behind it because it was in their way move up. */
function close(sql: SqlStorage, kind: RecordKind, gap: number): void {
  sql.exec(`delete from ${kind}_record where id = ?`, gap);
  for (let id = gap + 1; ; id++) {
    const [row] = [...sql.exec(`select key from ${kind}_record where id = ?`, id)];
    if (row === undefined) return;
    if (idOf(textOf(row['key'])) > gap) continue;
    sql.exec(`update ${kind}_record set id = ? where id = ?`, gap, id);
    gap = id;
  }
}

const idOf = (key: string): number => parseInt(hash64(key).slice(0, ID_DIGITS), 16);

function encode(kind: RecordKind, body: string): ArrayBuffer | string {
  if (body.length < COMPRESSED_LENGTH) return SHORT + body;
  const dictionary = dictionaryOf(kind, DICTIONARY_EDITION);
  const deflated = deflateRawSync(body, { level: LEVEL, dictionary });
  const stored = new Uint8Array(deflated.byteLength + 1);
  stored[0] = DICTIONARY_EDITION;
  stored.set(deflated, 1);
  return stored.buffer;
}

function decode(kind: RecordKind, stored: SqlStorageValue | undefined): string {
  if (typeof stored === 'string') {
    return stored.startsWith(SHORT) ? stored.slice(SHORT.length) : named(kind, stored);
  }
  if (!(stored instanceof ArrayBuffer)) throw new Error('a stored record is neither text nor blob');
  const [edition = 0] = new Uint8Array(stored, 0, 1);
  const dictionary = dictionaryOf(kind, edition);
  const body = inflateRawSync(new Uint8Array(stored, 1), { dictionary }).toString('utf8');
  if (edition === DICTIONARY_EDITION) return body;
  return edition === SECOND_EDITION ? withNamesSince(body) : named(kind, body);
}

/** What an earlier version stored; the record of an attempt is a key, not JSON. */
const named = (kind: RecordKind, body: string): string =>
  kind === 'attempt' ? body : withTodaysNames(body);

const dictionaries = new Map<string, Uint8Array>();

const encoder = new TextEncoder();

/** As bytes, made when first asked for. */
function dictionaryOf(kind: RecordKind, edition: number): Uint8Array {
  const name = `${String(edition)} ${kind}`;
  const known = dictionaries.get(name) ?? encoder.encode(DICTIONARIES[edition]?.[kind] ?? NO_WORDS);
  dictionaries.set(name, known);
  return known;
}

/** zlib refuses an empty one. */
const NO_WORDS = '{"at":17,"id":"","value":null}';

const isListed = (kind: string): kind is ListedKind =>
  LISTED_KINDS.some((listed) => listed === kind);
