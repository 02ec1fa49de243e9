import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  auditAnswerSchema,
  ingestAnswerSchema,
  TIME,
  type TelemetryEventInput,
} from '@claude-monitor/protocol';
import { backUp } from '../../scripts/deploy/database/backup.ts';
import { apiOf, eventually, type Api } from '../whole/http/api.ts';
import { filesWith } from '../whole/monitor/bytes-on-disk.ts';
import { endedSessionEvents } from '../whole/agents/ended-session.ts';
import { startMonitor, type Monitor } from '../whole/monitor/monitor.ts';
import { ask } from '../whole/http/request.ts';
import { sumsOf } from '../whole/figures/sums.ts';

/**
 * `npm run delete` as its user runs it, on the started project: what is deleted is gone from all that answers,
 * from an export, and, once the databases are rewritten, from every file.
 */
const ROOT = join(import.meta.dirname, '../..');
/** No dictionary has any three letters of it, so packed it stands in literals. */
const CANARY = 'qzxkvjwpyq';
const AT = Date.now() - TIME.hourMs;
const OTHER = { user: 'bea', at: AT, hours: 3, requests: 20 };

const hers = [1, 2, 3].map((number) =>
  endedSessionEvents({
    ...OTHER,
    sessionId: `${CANARY}-${String(number)}`,
    user: `${CANARY}@team.example`,
  }).map((event) => ({ ...event, labels: { branch: `${CANARY}-branch` } })),
);
const [first = []] = hers;
const others = endedSessionEvents({ ...OTHER, sessionId: 'bea-1' });

let dataFolder: string;
let monitor: Monitor;
let api: Api;
let before: Record<string, unknown>;

async function start(): Promise<void> {
  monitor = await startMonitor({ dataFolder });
  api = apiOf(monitor);
}

beforeAll(async () => {
  dataFolder = mkdtempSync(join(tmpdir(), 'claude-monitor-delete-'));
  await start();
  // Its messages stay: nothing can ever answer there (RFC 2606).
  const url = 'https://pager.example/alerts';
  await admin('POST', '/v1/channels', { kind: 'webhook', name: 'pager', url });
  await api.send(others);
  before = await sumsOf(monitor);
  for (const events of hers) await api.send(events);
  await api.send([handover]);
  await eventually(api.usage, ({ fresh }) => fresh);
});
afterAll(async () => {
  await monitor.stop();
  rmSync(dataFolder, { recursive: true, force: true });
});

const handover: TelemetryEventInput = {
  id: 'a handover',
  type: 'handover',
  source: 'mcp',
  sessionId: 'bea-1',
  user: 'bea',
  time: AT - 10,
  taskId: 'task of bea-1',
  project: 'bridge',
  toSessionId: `${CANARY}-1`,
};

const admin = (method: string, path: string, body?: object) =>
  ask(monitor, {
    method,
    path,
    headers: { authorization: `Bearer ${monitor.adminKey}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

type Ran = { code: number | null; printed: string; complained: string };

async function npmRunDelete(args: string[], env: Record<string, string> = {}): Promise<Ran> {
  const child = spawn('npm', ['run', '--silent', 'delete', '--', ...args], {
    cwd: ROOT,
    env: { ...process.env, CLAUDE_MONITOR_DATA: dataFolder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [printed, complained, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
  ]);
  return { code, printed, complained };
}

/** What each of the events is answered when it is sent again. */
async function sentAgain(events: TelemetryEventInput[]): Promise<Set<string | undefined>> {
  const answer = await ask(monitor, {
    method: 'POST',
    path: '/v1/events',
    headers: { authorization: `Bearer ${monitor.ingestKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events, sentAt: Date.now() }),
  });
  const { results } = ingestAnswerSchema.parse(answer.json);
  expect(results).toHaveLength(events.length);
  return new Set(results.map(({ code, status }) => code ?? status));
}

test.each([
  ['nothing', []],
  ['two things', ['--session', 'a', '--user', 'b']],
  ['a word that it does not know', ['--everything']],
])('[STO10] asked for %s it says how it is used, and deletes nothing', async (_, args) => {
  const { code, printed, complained } = await npmRunDelete(args);
  expect({ code, printed }).toEqual({ code: 1, printed: '' });
  expect(complained).toMatch(/^Choose one target: npm run delete -- --session ID/);
});

test('[STO10] a whole workspace is not emptied without --yes', async () => {
  const { code, complained } = await npmRunDelete(['--workspace']);
  expect(code).toBe(1);
  expect(complained).toContain('Add --yes');
  expect((await api.sessions()).items).toHaveLength(4);
});

test('[STO10] an unknown session, a key that may not, and a monitor that is away each have their error', async () => {
  const unknown = await npmRunDelete(['--session', 'nobody']);
  expect(unknown).toMatchObject({ code: 1, printed: '' });
  expect(unknown.complained).toBe('Nothing was deleted: Session not found.\n');
  const { url, readKey } = monitor;
  const withKey = (address: string, key: string) =>
    npmRunDelete(['--user', 'bea'], { CLAUDE_MONITOR_URL: address, CLAUDE_MONITOR_KEY: key });
  for (const key of [readKey, 'no key at all']) {
    const { code, printed, complained } = await withKey(url, key);
    expect({ code, printed }).toEqual({ code: 1, printed: '' });
    expect(complained).toMatch(/^Nothing was deleted: .+\n$/);
  }
  const away = await withKey('http://127.0.0.1:1', readKey);
  expect(away).toMatchObject({ code: 1, printed: '' });
  expect(away.complained).toBe('The monitor at http://127.0.0.1:1 isn’t responding.\n');
  expect((await api.sessions()).items).toHaveLength(4);
});

test('[STO10] a session goes, is refused when it is sent again, and leaves the others', async () => {
  expect(filesWith(dataFolder, CANARY).length).toBeGreaterThan(1);
  const { code, printed } = await npmRunDelete(['--session', `${CANARY}-1`]);
  expect(code).toBe(0);
  expect(printed).toContain('If the data is sent again, it is rejected.');
  expect(printed).toContain('Deleted.');
  const { items } = await api.sessions();
  expect(items.map(({ sessionId }) => sessionId).sort()).toEqual([
    'bea-1',
    `${CANARY}-2`,
    `${CANARY}-3`,
  ]);
  expect(await sentAgain(first)).toEqual(new Set(['deleted']));
  // Who handed over to it is not asked to forget that, but the name is gone.
  expect(await sentAgain([handover])).toEqual(new Set(['duplicate']));
  const { items: tasks } = await api.tasks();
  const task = tasks.find(({ taskId }) => taskId === 'task of bea-1');
  const history = await admin('GET', `/v1/tasks/${task?.id ?? ''}`);
  expect(history.text).toContain('deleted session');
  expect(history.text).not.toContain(CANARY);
});

test('[STO10] all of a user goes, from what answers and from an export; the audit does not say who', async () => {
  const { code, printed } = await npmRunDelete(['--user', `${CANARY}@team.example`]);
  expect(code).toBe(0);
  expect(printed).toContain('Deleted.');
  expect(await sumsOf(monitor)).toEqual(before);
  for (const events of hers) expect(await sentAgain(events)).toEqual(new Set(['deleted']));
  const paths = [
    'sessions',
    'tasks',
    'errors?from=0',
    'graph/agents',
    'deletions',
    'parked',
    'audit',
  ];
  for (const path of paths) expect((await admin('GET', `/v1/${path}`)).text).not.toContain(CANARY);
  const [session] = (await api.sessions()).items;
  const events = await admin('GET', `/v1/events?session=${session?.id ?? ''}`);
  expect(events.text).toContain('a handover');
  expect(events.text).not.toContain(CANARY);
  const { items: audit } = auditAnswerSchema.parse((await admin('GET', '/v1/audit')).json);
  expect(audit.filter(({ kind }) => kind === 'data_deleted')).toHaveLength(2);

  const url = readFileSync(join(dataFolder, 'database-url'), 'utf8').trim();
  const export_ = await backUp(
    { url, token: '' },
    { folder: join(dataFolder, 'export'), name: 'e' },
  );
  expect(export_.rows).toBeGreaterThan(10);
  expect(filesWith(join(dataFolder, 'export'), CANARY)).toEqual([]);
});

test('[STO10] after the next start no file holds a byte of it: rows, freed pages, logs', async () => {
  expect(await monitor.stop()).toBe(0);
  await start();
  expect(monitor.output()).toContain('Rewriting the databases without what was deleted');
  expect(await sumsOf(monitor)).toEqual(before);
  expect(filesWith(dataFolder, CANARY)).toEqual([]);
  for (const events of hers) expect(await sentAgain(events)).toEqual(new Set(['deleted']));
  expect(await monitor.stop()).toBe(0);
  expect(filesWith(dataFolder, CANARY)).toEqual([]);
  await start();
  expect(monitor.output()).not.toContain('Rewriting');
});

test('[STO10] a whole workspace with --yes: it is empty, keeps its keys, and refuses what was', async () => {
  const { code, printed } = await npmRunDelete(['--workspace', '--yes']);
  expect(code).toBe(0);
  expect(printed).toContain('Deleted.');
  expect((await api.sessions()).items).toEqual([]);
  expect((await api.usage()).totals.requests).toBe(0);
  expect(await sentAgain(others)).toEqual(new Set(['deleted']));
  const later = { ...handover, id: 'later', time: Date.now() };
  expect(await sentAgain([later])).toEqual(new Set(['accepted']));
});
