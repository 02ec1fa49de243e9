import { env } from 'cloudflare:workers';
import { encodeState, RECORD_KINDS, type RecordKind } from '@claude-monitor/fold';
import { sessionKeyOf, type TelemetryEvent } from '@claude-monitor/protocol';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import { databaseAddress, openDatabase } from '../../store/client.ts';
import { unpackJson } from '../../store/packing/packed-json.ts';
import { eventOf, type Core } from '../hub.fixture.ts';
import { sqlRecords } from '../storage/record-tables.ts';
import { tablesOf } from './wipe-tables.ts';

export const CANARY = 'canary';
export const RUN = '00000000-0000-4000-8000-00000000cafe';
/** The run's id is no canary in the other session's name, and is looked for too; so are the keys of both. */
const TEXTS = [CANARY, RUN, sessionKeyOf(`${CANARY} session`, ''), sessionKeyOf(RUN, '')];

/** One session with the run that is shown as it: each text of a sender's choice is a canary. */
export function canaryEvents(at: number): TelemetryEvent[] {
  const session = `${CANARY} session`;
  const of = (
    id: string,
    type: TelemetryEvent['type'],
    { ms, ...rest }: { ms: number } & Record<string, unknown>,
  ) => eventOf({ id: `${CANARY} ${id}`, type, time: at + ms, sessionId: session, ...rest });
  const [project, labels] = [{ project: `${CANARY} project` }, { branch: CANARY }];
  const measured = {
    sessionId: RUN,
    labels,
    source: 'otlp',
    model: `${CANARY}-model`,
    inputTokens: 100,
  };
  return [
    of('1', 'session.start', { ms: 0, agentName: CANARY, ...project, user: CANARY, labels }),
    of('2', 'task.start', { ms: 1, taskId: CANARY, taskDescription: CANARY, parentSessionId: RUN }),
    of('3', 'usage', { ms: 2, inputTokens: 7 }),
    of('4', 'error', {
      ms: 3,
      ...{ errorType: CANARY, errorMessage: CANARY, severity: 'high', isAfterRetries: true },
    }),
    of('5', 'tool.call', { ms: 4, toolUseId: CANARY, toolName: CANARY, state: 'started' }),
    of('6', 'usage', { ms: 5, ...measured, requestId: CANARY, agentId: `${CANARY} sub` }),
    of('7', 'prompt', { ms: 6, sessionId: RUN, source: 'hook', text: { prompt: CANARY } }),
    of('8', 'task.complete', { ms: 7, taskId: CANARY, status: 'failed' }),
    of('9', 'session.state', { ms: 8, state: 'waiting', reason: CANARY }),
  ];
}

/** What another session passed on to it. */
export const naming = (at: number, prefix: string): TelemetryEvent[] => {
  const of = (id: string, type: TelemetryEvent['type'], rest: object) =>
    eventOf({ id: `${prefix} ${id}`, type, time: at, sessionId: 'sender', ...rest });
  const toSessionId = `${CANARY} session`;
  return [
    of('1', 'session.start', { agentName: 'sender', project: 'theirs' }),
    of('2', 'task.start', { taskId: `${prefix} T` }),
    of('3', 'handover', { taskId: `${prefix} T`, toSessionId }),
    of('4', 'message', { toSessionId, summary: 'see you' }),
    of('5', 'message', { toSessionId, toAgentName: 'ana' }),
  ];
};

type Stores = Pick<Core, 'ctx'> & { name: string };

/** Every value of every table of the hub, and those in libSQL of the workspace, unpacked: a line each. */
export async function everythingIn(core: Stores): Promise<string> {
  return [...everythingInHub(core), ...(await everythingInDatabase(core))].join('\n');
}

/** `table: value`; of `meta`: `meta NAME: value`. */
function everythingInHub({ ctx }: Stores): string[] {
  const { sql } = ctx.storage;
  const records = sqlRecords(sql);
  const recordsOf = (kind: RecordKind): string[] =>
    [...sql.exec(`select key from ${kind}_record`)].map((row) => {
      const key = textOf(row['key']);
      return `${kind}_record: ${key} ${encodeState(records.read(kind, key))}`;
    });
  return tablesOf(sql).flatMap((table) => {
    const kind = RECORD_KINDS.find((one) => table === `${one}_record`);
    if (kind !== undefined) return recordsOf(kind);
    return [...sql.exec(`select * from "${table}"`)].flatMap((row) => {
      const from = table === 'meta' ? `meta ${textOf(row['name'])}` : table;
      return Object.values(row).map((value) => `${from}: ${textOf(value)}`);
    });
  });
}

async function everythingInDatabase({ name }: Stores): Promise<string[]> {
  const { $client } = openDatabase(databaseAddress(env));
  const all: string[] = [];
  for (const table of await tablesOfDatabase()) {
    const columns = await $client.execute(`select * from "${table}" limit 1`);
    if (!columns.columns.includes('workspace')) continue;
    const ofWorkspace = await $client.execute({
      sql: `select * from "${table}" where workspace = ?`,
      args: [name],
    });
    for (const row of ofWorkspace.rows) {
      for (const column of ofWorkspace.columns) {
        all.push(`libsql ${table}: ${column} ${textOf(row[column])}`);
      }
    }
  }
  return all;
}

export async function tablesOfDatabase(): Promise<string[]> {
  const { $client } = openDatabase(databaseAddress(env));
  const { rows } = await $client.execute("select name from sqlite_master where type = 'table'");
  return rows.map((row) => textOf(row['name'])).filter((table) => !table.startsWith('sqlite_'));
}

const inflateRaw = (bytes: Uint8Array): string => inflateRawSync(bytes).toString('utf8');
const gunzip = (bytes: Uint8Array): string => gunzipSync(bytes).toString('utf8');

function textOf(value: unknown): string {
  if (!(value instanceof ArrayBuffer))
    return typeof value === 'string' ? value : JSON.stringify(value);
  const bytes = new Uint8Array(value);
  for (const unpack of [gunzip, unpackJson, inflateRaw]) {
    try {
      return unpack(bytes);
    } catch {
      continue;
    }
  }
  return new TextDecoder('latin1').decode(bytes);
}

/** Lines with a canary. */
export const found = (text: string): string[] =>
  text.split('\n').filter((line) => TEXTS.some((canary) => line.includes(canary)));
