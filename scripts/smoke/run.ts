import { randomUUID } from 'node:crypto';
import {
  createKeyAnswerSchema,
  ingestAnswerSchema,
  sessionsAnswerSchema,
  type Scope,
} from '@claude-monitor/protocol/api/index';
import { CLOSE_CODES } from '@claude-monitor/protocol/error';
import { z } from 'zod';
import { jsonIn } from '@claude-monitor/protocol/api/refusal';
import { call, type Reply } from './call.ts';
import { smokeFaults } from './fault.ts';
import type { SmokeKeys } from './keys.ts';
import { SmokeSocket } from './socket.ts';

const healthSchema = z.object({ ok: z.literal(true), version: z.string() });
/** A page of sessions, newest first: the one just reported is on it. */
const NEWEST = '/v1/sessions?limit=100';

/** Of one key: its id when it was made here, so that it can be revoked. */
type TestKey = { key: string; id: string | null };

type SmokeTest = {
  url: string;
  keys: SmokeKeys;
  /** One line for each thing that was seen to work. */
  report: (line: string) => void;
};

/**
 * Tries a running monitor by its URL, the way a team uses it: page, key, event in, socket reported, event
 * out of the database, key revoked. Throws a `DeployFault` at the first thing that does not work.
 */
export async function smokeTest({ url, keys, report }: SmokeTest): Promise<void> {
  report(`it answers (version ${await version(url)})`);
  await dashboard(url);
  report('the dashboard is up');
  const ingest = await testKey(url, keys, 'ingest');
  const read = await testKey(url, keys, 'read');
  const socket = new SmokeSocket(url, read.key);
  try {
    await expectRead(await call(url, '/v1/status', { key: read.key }), 'read');
    await socket.waitFor('the snapshot', ({ type }) => type === 'snapshot');
    report('a viewer gets a snapshot');

    const sessionId = `smoke-${randomUUID().slice(0, 8)}`;
    await sendSession(url, ingest.key, sessionId);
    report('an event is accepted');
    await socket.waitFor('the event', (frame) => shows(frame, sessionId));
    report('the viewer shows it');
    await expectStored(url, read.key, sessionId);
    report('the database stores it');

    if (keys.kind === 'given') {
      report('revoking was not tried: it needs CLAUDE_MONITOR_ADMIN_KEY');
      return;
    }
    await revoke(url, keys.adminKey, read);
    const code = await socket.ended();
    if (code !== null && code !== CLOSE_CODES.revoked.code) throw smokeFaults.socketClosed(code);
    await expectRefused(await call(url, NEWEST, { key: read.key }), 'it reads');
    await revoke(url, keys.adminKey, ingest);
    await expectRefused(await post(url, ingest.key, []), 'it writes');
    report('a revoked key ends its socket and is refused');
  } finally {
    socket.close();
    // After a fault: what was made for the test does not stay.
    if (keys.kind === 'admin') {
      for (const made of [ingest, read]) {
        await revoke(url, keys.adminKey, made).catch(() => undefined);
      }
    }
  }
}

async function version(url: string): Promise<string> {
  const reply = await call(url, '/healthz');
  const health = healthSchema.safeParse(jsonIn(reply.text));
  if (!health.success) throw smokeFaults.notOurs(url, `/healthz answered ${String(reply.status)}`);
  return health.data.version;
}

async function dashboard(url: string): Promise<void> {
  const { status, contentType } = await call(url, '/');
  if (status !== 200 || !contentType.startsWith('text/html')) {
    throw smokeFaults.noDashboard(`${String(status)} ${contentType}`);
  }
}

async function testKey(url: string, keys: SmokeKeys, scope: Scope): Promise<TestKey> {
  if (keys.kind === 'given') {
    return { key: scope === 'ingest' ? keys.ingestKey : keys.readKey, id: null };
  }
  const body = { name: `smoke test, ${scope}`, scopes: [scope] };
  const reply = await call(url, '/v1/keys', { method: 'POST', key: keys.adminKey, body });
  if (reply.status !== 201) throw refusal(reply, 'admin', '/v1/keys');
  return createKeyAnswerSchema.parse(jsonIn(reply.text));
}

async function post(url: string, key: string, events: object[]): Promise<Reply> {
  return await call(url, '/v1/events', { method: 'POST', key, body: { events } });
}

/** A session that begins and ends, so that no alert says later that it was lost. */
async function sendSession(url: string, key: string, sessionId: string): Promise<void> {
  const time = Date.now();
  const about = { sessionId, agentName: 'smoke-test' };
  const reply = await post(url, key, [
    { ...about, id: `${sessionId}-start`, type: 'session.start', time, project: 'smoke-test' },
    { ...about, id: `${sessionId}-end`, type: 'session.end', time: time + 1 },
  ]);
  if (reply.status !== 202) throw refusal(reply, 'ingest', '/v1/events');
  const { accepted, results } = ingestAnswerSchema.parse(jsonIn(reply.text));
  if (accepted !== 2) throw smokeFaults.notAccepted(results[0]?.code ?? 'no reason given');
}

const shows = (frame: Parameters<Parameters<SmokeSocket['waitFor']>[1]>[0], sessionId: string) =>
  frame.type === 'patch' && frame.sessions.some((session) => session.sessionId === sessionId);

async function expectRead(reply: Reply, name: string): Promise<void> {
  if (reply.status !== 200) throw refusal(reply, name, '/v1/status');
}

async function expectStored(url: string, key: string, sessionId: string): Promise<void> {
  const reply = await call(url, NEWEST, { key });
  if (reply.status === 503) throw smokeFaults.databaseAway();
  if (reply.status !== 200) throw refusal(reply, 'read', NEWEST);
  const { fresh, items } = sessionsAnswerSchema.parse(jsonIn(reply.text));
  if (!fresh || !items.some((item) => item.sessionId === sessionId)) {
    throw smokeFaults.databaseAway();
  }
}

async function revoke(url: string, adminKey: string, { id }: TestKey): Promise<void> {
  if (id === null) return;
  const path = `/v1/keys/${id}`;
  const reply = await call(url, path, { method: 'DELETE', key: adminKey });
  if (reply.status !== 204) throw refusal(reply, 'admin', '/v1/keys/:id');
}

async function expectRefused(reply: Reply, what: string): Promise<void> {
  if (reply.status !== 401) throw smokeFaults.stillOpen(`${what} (${String(reply.status)})`);
}

function refusal(reply: Reply, name: string, path: string): Error {
  if (reply.status === 401 || reply.status === 403) {
    return smokeFaults.keyRefused(name, reply.status);
  }
  return smokeFaults.answered(path, reply.status, reply.code);
}
