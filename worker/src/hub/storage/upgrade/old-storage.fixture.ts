import { RECORD_KINDS } from '@claude-monitor/fold';
import type { OldFact, OldSession, OldTrack } from '@claude-monitor/fold/upgrade/index';
import { noUsage, sessionKeyOf } from '@claude-monitor/protocol';
import { compress } from '../compressed.ts';
import { writeMeta } from '../storage.ts';

/** The version of the tables that the first edition had. */
const OLD_SCHEMA = 4;
const HOUR_MS = 3_600_000;

/** What the first edition kept of a workspace, as far as a test says it. */
export type OldState = {
  sessions: OldSession[];
  /** Facts by the key of their session. */
  facts: Map<string, OldFact[]>;
  /** Keys of further rows of history that were made, by session. */
  emptyRows?: Map<string, { hour: number; usage: string }>;
  /** Internal ids of tasks. */
  tasks: string[];
  newestAt: number;
};

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
  writeMeta(sql, 'schema', OLD_SCHEMA);
  for (const session of old.sessions) {
    const state = compress({ session, figures: [] });
    sql.exec('insert into card values (?, ?)', session.key, state);
  }
  for (const task of old.tasks) {
    sql.exec('insert into task values (?, ?)', task, compress({ task, parts: new Map() }));
  }
  for (const [session, facts] of old.facts) storePages(sql, old, session, facts);
  const day = { at: old.newestAt - (old.newestAt % (24 * HOUR_MS)) };
  const kept = {
    totals: { all: { usage: { inputTokens: 1e300 } }, day, openTasks: 7 },
    series: new Map([['a cell', {}]]),
    seriesAt: old.newestAt - (old.newestAt % 60_000),
    calls: new Map(),
    withoutLastError: [],
    unsureRuns: [],
    lines: [],
    gone: { cards: new Map(), tasks: new Map() },
    unchanged: [],
  };
  writeMeta(sql, 'kept', compress(kept));
}

/** Two facts a part: the boundaries of parts are met. */
function storePages(sql: SqlStorage, old: OldState, session: string, facts: OldFact[]): void {
  const hours = Map.groupBy(facts, ({ fields: { at } }) => at - (at % HOUR_MS));
  for (const [hour, inHour] of hours) {
    const empty = old.emptyRows?.get(session);
    const usage = new Map(empty?.hour === hour ? [[empty.usage, 3]] : []);
    const none = new Map();
    store(0, { facts: new Map(), rows: { usage, activity: none, errors: none, edges: none } });
    for (let from = 0; from < inHour.length; from += 2) {
      const part = new Map(inHour.slice(from, from + 2).map((fact) => [fact.key, fact]));
      const rows = { usage: none, activity: none, errors: none, edges: none };
      store(1 + from / 2, { facts: part, rows });
    }
    function store(part: number, page: object): void {
      sql.exec('insert into page values (?, ?, ?, 3, ?)', session, hour, part, compress(page));
    }
  }
}

export function oldSession(sessionId: string, fields: Partial<OldSession>): OldSession {
  const key = sessionKeyOf(sessionId, '');
  return {
    key,
    sessionId,
    hasOwnEvents: true,
    firstAt: 0,
    lastAt: 0,
    agentName: null,
    model: null,
    project: null,
    user: null,
    device: null,
    starts: [],
    ends: [],
    attempts: [{ card: key, number: 1, from: 0 }],
    turn: null,
    remindedAt: 0,
    signalAt: 0,
    boundaryAt: 0,
    openCalls: new Map(),
    links: new Map(),
    runs: [],
    spawns: new Map(),
    agentTypes: new Map(),
    instanceEnds: new Map(),
    instances: new Map(),
    tracks: new Map(),
    readings: [],
    measuredRequests: 0,
    isMetered: false,
    measuredTokens: 0,
    meteredTokens: 0,
    sequence: {
      past: { received: 0, expected: 0, unknownStarts: 0, tails: [] },
      pastLast: null,
      recent: [],
    },
    records: null,
    gauge: null,
    lastRequest: null,
    contextWindow: null,
    promptedAt: Number.MAX_SAFE_INTEGER,
    worksFor: key,
    shownAs: null,
    ...fields,
  };
}

export const oldTrack = (taskId: string, at: number, fields: Partial<OldTrack>): OldTrack => ({
  taskId,
  project: '',
  starts: [],
  completions: [],
  firstProgressAt: null,
  firstAt: at,
  lastAt: at,
  description: null,
  priority: null,
  progress: null,
  dependsOn: null,
  ...fields,
});

export const oldFact = (
  kind: OldFact['kind'],
  key: string,
  fields: OldFact['fields'],
  rest: Partial<OldFact> = {},
): OldFact => ({
  kind,
  key,
  fields,
  stamp: { rank: 5, time: fields.at, id: key },
  overrides: null,
  joined: null,
  given: null,
  rev: 3,
  ...rest,
});

/** What a fact was reckoned to add: the figures in it are not believed. */
export const oldGiven = (owner: string, fact: OldFact, task = ''): OldFact['given'] => ({
  at: fact.fields.at,
  owner,
  task,
  instance: fact.fields.instance ?? '',
  model: fact.fields.model ?? '',
  provenance: 'measured',
  usage: { ...noUsage(), requests: 99 },
});
