import { encodeState } from '@claude-monitor/fold';
import type { OldFact, OldSession, OldTrack } from '@claude-monitor/fold/upgrade/index';
import { noUsage, sessionKeyOf } from '@claude-monitor/protocol';
import { gzipSync } from 'node:zlib';

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

type Into = { exec: (query: string, ...values: (string | number | ArrayBuffer)[]) => unknown };
type Added = Pick<OldState, 'sessions' | 'facts' | 'emptyRows' | 'tasks'>;

/** Adds sessions with their facts to storage of the first edition. */
export function addOld(sql: Into, old: Added, factsPerPart: number): void {
  for (const session of old.sessions) {
    const state = packed({ session, figures: [] });
    sql.exec('insert into card values (?, ?)', session.key, state);
  }
  for (const task of old.tasks) {
    sql.exec('insert into task values (?, ?)', task, packed({ task, parts: new Map() }));
  }
  for (const [session, facts] of old.facts) {
    storePages(sql, { session, facts, empty: old.emptyRows?.get(session), factsPerPart });
  }
}

type Pages = {
  session: string;
  facts: OldFact[];
  empty: { hour: number; usage: string } | undefined;
  factsPerPart: number;
};

function storePages(sql: Into, { session, facts, empty, factsPerPart }: Pages): void {
  const hours = Map.groupBy(facts, ({ fields: { at } }) => at - (at % HOUR_MS));
  for (const [hour, inHour] of hours) {
    const usage = new Map(empty?.hour === hour ? [[empty.usage, 3]] : []);
    const none = new Map();
    store(0, { facts: new Map(), rows: { usage, activity: none, errors: none, edges: none } });
    for (let from = 0; from < inHour.length; from += factsPerPart) {
      const part = new Map(inHour.slice(from, from + factsPerPart).map((fact) => [fact.key, fact]));
      const rows = { usage: none, activity: none, errors: none, edges: none };
      store(1 + from / factsPerPart, { facts: part, rows });
    }
    function store(part: number, page: object): void {
      sql.exec('insert into page values (?, ?, ?, 3, ?)', session, hour, part, packed(page));
    }
  }
}

/** As the first edition compressed its structures. */
const packed = (value: unknown): ArrayBuffer =>
  Uint8Array.from(gzipSync(encodeState(value))).buffer;

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
    attempts: [{ id: key, number: 1, from: 0 }],
    turn: null,
    remindedAt: 0,
    signalAt: 0,
    boundaryAt: 0,
    openCalls: new Map(),
    assignments: new Map(),
    runs: [],
    spawns: new Map(),
    agentTypes: new Map(),
    subagentEnds: new Map(),
    subagents: new Map(),
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
    contextReading: null,
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
  { fields, ...rest }: { fields: OldFact['fields'] } & Partial<OldFact>,
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
  agentId: fact.fields.agentId ?? '',
  model: fact.fields.model ?? '',
  provenance: 'measured',
  usage: { ...noUsage(), requests: 99 },
});
