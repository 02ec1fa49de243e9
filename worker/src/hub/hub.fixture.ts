import { env } from 'cloudflare:workers';
import { runInDurableObject } from 'cloudflare:test';
import {
  eventSchema,
  LIMITS,
  type StampedEvent,
  type TelemetryEvent,
} from '@claude-monitor/protocol';
import { readRequests } from '../store/testing/requests.fixture.ts';
import { mintCredential } from '../domain/credential/credential.ts';
import { databaseAddress, openDatabase } from '../store/client.ts';
import type { FlushBatch } from '../store/rows.ts';
import type { ReadsRpc, RetentionRpc, WriterRpc } from '../store/writer-rpc.ts';
import { openHub, provision, type HubDeps, type OpenHub } from './open-hub.ts';
import type { HubRpc } from './commands.ts';
import type { Hub } from './hub.ts';
import type {
  Answer,
  CredentialHash,
  IngestCall,
  IngestOutcome,
  NewKey,
  MaintenanceRpc,
} from './rpc.ts';

export type HubStub = DurableObjectStub & HubRpc & MaintenanceRpc;

export const KEY: NewKey = {
  id: 'key-1',
  hash: 'hash-1',
  name: 'admin',
  scopes: ['ingest', 'read', 'admin'],
  user: null,
  device: null,
};

let count = 0;

/** Workspaces are never shared: tests of one run see one libSQL server. */
export const newName = (): string => `hub${String(Date.now())}x${String(count++)}`;

export async function newHub(name = newName()): Promise<{ name: string; hub: HubStub }> {
  const hub = env.HUB.getByName(name);
  await hub.provision(name, KEY);
  return { name, hub };
}

export const callOf = (events: TelemetryEvent[], sentAt: number | null = null): IngestCall => ({
  events,
  sentAt,
  rejected: {},
});

export const send = (
  hub: HubStub,
  events: TelemetryEvent[],
  hash: CredentialHash = KEY.hash,
): Promise<Answer<IngestOutcome[]>> => hub.call(hash, 'ingest', callOf(events));

type Fields = { id: string; type: TelemetryEvent['type']; [field: string]: unknown };

/** An event as the border would parse it. */
export const eventOf = ({ time = Date.now(), ...fields }: Fields): TelemetryEvent =>
  eventSchema.parse({ sessionId: 'infra-001', source: 'mcp', time, ...fields });

export const stamped = (event: TelemetryEvent): StampedEvent => ({
  ...event,
  receivedAt: event.time,
});

/**
 * What three agents did: tasks, measured and reported usage, tools, an error, and a link that comes
 * after the requests it re-attributes.
 */
export function workday(at: number, agents = 3): TelemetryEvent[] {
  return Array.from({ length: agents }, (_, index) => agentsDay(at, String(index))).flat();
}

function agentsDay(at: number, agent: string): TelemetryEvent[] {
  const session = `agent-${agent}`;
  const run = `00000000-0000-4000-8000-${agent.padStart(12, '0')}`;
  const of = (
    id: string,
    type: TelemetryEvent['type'],
    { ms, ...rest }: { ms: number } & Record<string, unknown>,
  ) => eventOf({ id: `${session} ${id}`, type, time: at + ms, sessionId: session, ...rest });
  const usage = { inputTokens: 1000, outputTokens: 200, cacheReadTokens: 50_000 };
  const measured = { ...usage, sessionId: run, source: 'otlp', model: 'claude-sonnet-4-5' };
  return [
    of('start', 'session.start', { ms: 0, agentName: session, model: 'claude-sonnet-4-5' }),
    of('task', 'task.start', {
      ms: 10,
      taskId: 'T1',
      taskDescription: 'Build it',
      priority: 'high',
    }),
    of('reported', 'usage', { ms: 20, inputTokens: 3500, outputTokens: 1200 }),
    of('r1', 'usage', { ms: 30, ...measured, requestId: `req-1-${agent}` }),
    of('r2', 'usage', { ms: 40, ...measured, requestId: `req-2-${agent}` }),
    of('tool', 'tool.call', { ms: 50, toolUseId: 'tool-1', toolName: 'Bash', state: 'started' }),
    of('error', 'error', {
      ms: 60,
      errorType: 'Timeout',
      errorMessage: 'no answer',
      severity: 'high',
    }),
    of('link', 'task.progress', { ms: 25, taskId: 'T1', progress: 0.5, parentSessionId: run }),
    of('done', 'task.complete', { ms: 70, taskId: 'T1', status: 'success', duration: 60 }),
    of('wait', 'session.state', { ms: 80, state: 'waiting', reason: 'permission' }),
  ];
}

/** A clock that stands until it is moved. */
class TestClock {
  at = Date.now();

  readonly now = (): number => this.at;

  readonly sleep = (ms: number): Promise<void> => {
    this.at += ms;
    return Promise.resolve();
  };
}

export const mintForTests: HubDeps['alertDeps']['mint'] = (workspace, random) =>
  mintCredential('a deploy secret of tests', workspace, random);

/** Where no message may go; a test of alerts says otherwise. */
export const NO_RECEIVER: HubDeps['alertDeps'] = {
  send: () => Promise.reject(new Error('nothing is sent here')),
  isLocalAllowed: false,
  newId: () => `msg_${String(count++)}`,
  mint: mintForTests,
  random: () => 0.5,
};

export type Core = { hub: OpenHub; clock: TestClock; ctx: DurableObjectState; deps: HubDeps };

/** Until libSQL has all that the hub has, which may take more than one wait on a busy machine (rule STO9). */
export async function untilFlushed({ hub }: Pick<Core, 'hub'>): Promise<void> {
  while (!(await hub.flushScheduler.forReading()).fresh);
}

type Overrides = Partial<Omit<HubDeps, 'ctx'>>;

/**
 * Runs the parts of a hub on an object's real storage, with a clock and a Writer of the test's own.
 * `again` opens it again, as after an eviction.
 */
export function withCore<Value>(
  overrides: Overrides,
  work: (core: Core & { name: string; again: () => OpenHub }) => Promise<Value>,
): Promise<Value> {
  const name = newName();
  return runInDurableObject(env.HUB.getByName(name), async (_: Hub, ctx) => {
    const clock = new TestClock();
    const deps: HubDeps = {
      ctx,
      writer: realWriter,
      reads: realReads,
      priceOf: () => 1000,
      now: clock.now,
      sleep: clock.sleep,
      alertDeps: NO_RECEIVER,
      journalCap: { bytes: LIMITS.journalBytes, events: LIMITS.journalEvents },
      ...overrides,
    };
    const again = (): OpenHub => {
      const hub = openHub(deps);
      if (hub === null) throw new Error('not provisioned');
      return hub;
    };
    provision(ctx, name, clock.at);
    const hub = again();
    hub.keys.add(KEY, clock.at);
    return await work({ hub, clock, ctx, name, deps, again });
  });
}

/** The Writer object on the real libSQL server. */
export const realWriter = (): WriterRpc & RetentionRpc => {
  const stub = env.WRITER.getByName('main');
  return {
    write: async (batch) => await stub.write(batch),
    cursor: async (workspace) => await stub.cursor(workspace),
    invalidate: async (workspace, rows) => await stub.invalidate(workspace, rows),
    expire: async (workspace, retention) => await stub.expire(workspace, retention),
    erase: async (workspace, what) => await stub.erase(workspace, what),
  };
};

/** The same object, as reports and budgets read by it. */
export const realReads = (): ReadsRpc => {
  const stub = env.WRITER.getByName('main');
  return {
    report: async (workspace, query) => await stub.report(workspace, query),
    spending: async (workspace, query) => await stub.spending(workspace, query),
  };
};

export type FakeWriter = WriterRpc & RetentionRpc & { batches: FlushBatch[] };

/** Of a database that holds nothing. */
export const NOTHING_TO_DELETE: RetentionRpc = {
  expire: async () => ({ ok: true, rows: 0, more: false, resume: null }),
  erase: async () => ({ ok: true, rows: 0, more: false, resume: null }),
};

/** Takes everything, or what `answer` says; remembers what it was sent. */
export function recordingWriter(
  answer: (batch: FlushBatch) => ReturnType<WriterRpc['write']> = async () => ({ ok: true }),
): FakeWriter {
  const batches: FlushBatch[] = [];
  let cursor: { epoch: number; seq: number } | null = null;
  return {
    batches,
    write: async (batch) => {
      batches.push(structuredClone(batch));
      const result = await answer(batch);
      if (result.ok && batch.toSeq > 0) cursor = { epoch: batch.epoch, seq: batch.toSeq };
      return result;
    },
    cursor: async () => ({ ok: true, cursor }),
    invalidate: async () => ({ ok: true }),
    ...NOTHING_TO_DELETE,
  };
}

/** Takes events in through the hub's own way, as the key of all scopes. */
export async function take(core: Core, events: TelemetryEvent[]): Promise<unknown> {
  const credential = core.hub.keys.find(KEY.hash, core.clock.at);
  if (credential === null) throw new Error('no key');
  return await core.hub.ingest.take(callOf(events), credential);
}

export const AWAY: Awaited<ReturnType<WriterRpc['write']>> = {
  ok: false,
  code: 'unreachable',
  fault: 'transient',
  reason: 'UNREACHABLE',
  message: 'away',
};

const TABLES = {
  session: 'id',
  task: 'id',
  block: 'session, first_seq',
  request_chunk: 'run, hour, chunk',
  usage_hour: 'hour, owner, run, agent_id, task, model, provenance',
  activity_hour: 'hour, owner, run',
  error_hour: 'hour, owner, run, fingerprint',
} as const;

export type Row = Record<string, unknown>;

/** What libSQL holds of a workspace, the workspace's own name left out. */
export async function tablesOf(
  workspace: string,
): Promise<Record<keyof typeof TABLES | 'request', Row[]>> {
  const db = openDatabase(databaseAddress(env));
  const { $client } = db;
  const read = async (table: string, order: string): Promise<Row[]> => {
    const sql = `select * from ${table} where workspace = ? order by ${order}`;
    const { rows } = await $client.execute({ sql, args: [workspace] });
    return rows.map((row) => ({ ...row, workspace: null }));
  };
  return {
    session: await read('session', TABLES.session),
    task: await read('task', TABLES.task),
    // In which order they came, and when, differs from run to run.
    block: (await read('block', TABLES.block)).map((row) => ({ ...row, id: 0, stored_at: 0 })),
    request_chunk: await read('request_chunk', TABLES.request_chunk),
    // As SQL reads them out of their chunks.
    request: await readRequests(db, workspace),
    usage_hour: await read('usage_hour', TABLES.usage_hour),
    activity_hour: await read('activity_hour', TABLES.activity_hour),
    error_hour: await read('error_hour', TABLES.error_hour),
  };
}

export function sumOf(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}
