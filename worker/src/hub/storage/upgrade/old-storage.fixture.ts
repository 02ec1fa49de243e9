import { RECORD_KINDS } from '@claude-monitor/fold';
import { compress } from '../compressed.ts';
import { writeMeta } from '../storage.ts';
import { addOld, type OldState } from './old-sessions.fixture.ts';

/** The version of the tables that the first edition had. */
const OLD_SCHEMA = 4;
const HOUR_MS = 3_600_000;

/** Puts back the tables of the first edition in place of those of today, with this state in them. */
export function storeOld(sql: SqlStorage, old: OldState): void {
  const records = RECORD_KINDS.map((kind) => `${kind}_record`);
  const others = ['change', 'parked', 'parked_body', 'arrivals', 'tombstone'];
  for (const table of [...records, ...others]) sql.exec(`drop table ${table}`);
  sql.exec('create table card (session text primary key, state blob not null) without rowid');
  sql.exec('create table task (task text primary key, state blob not null) without rowid');
  sql.exec(
    `create table page (
       session text not null, hour integer not null, part integer not null,
       rev integer not null, state blob not null,
       primary key (session, hour, part)) without rowid`,
  );
  sql.exec('drop table incident');
  sql.exec('alter table sent_alert rename to incident');
  sql.exec('alter table incident rename column alerted_at to told_at');
  writeMeta(sql, 'schema', OLD_SCHEMA);
  // Two facts a part: the boundaries of parts are met.
  addOld(sql, old, 2);
  const day = { at: old.newestAt - (old.newestAt % (24 * HOUR_MS)) };
  const kept = {
    totals: { all: { usage: { inputTokens: 1e300 } }, day, openTasks: 7 },
    series: new Map([['a cell', {}]]),
    seriesAt: old.newestAt - (old.newestAt % 60_000),
    calls: new Map(),
    withoutLastError: [],
    unsureRuns: [],
    lines: [],
    gone: { sessions: new Map(), tasks: new Map() },
    unchanged: [],
  };
  writeMeta(sql, 'kept', compress(kept));
}
