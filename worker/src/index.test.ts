import { exports } from 'cloudflare:workers';
import { describe, expect, test } from 'vitest';
import {
  createKeyAnswerSchema,
  createWorkspaceAnswerSchema,
  errorBodySchema,
  ingestAnswerSchema,
  serverFrameSchema,
  sessionsAnswerSchema,
  statusAnswerSchema,
  taskAnswerSchema,
  taskGraphAnswerSchema,
  usageAnswerSchema,
} from '@claude-monitor/protocol';
import { TEST_DEPLOY_SECRET } from '../../tests/setup/secret.ts';
import {
  bootstrapToken,
  CREDENTIAL_RANDOM_BYTES,
  mintCredential,
} from './domain/credential/credential.ts';
import worker from './index.ts';
import { ask, untilFresh } from './testing/links.fixture.ts';

const ORIGIN = 'http://monitor.test';

const post = async (path: string, bearer: string, body: unknown) =>
  await exports.default.fetch(ORIGIN + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const get = (path: string, bearer: string) => untilFresh(() => ask(path, { bearer }));

async function provision() {
  const workspace = `w${crypto.randomUUID().replaceAll('-', '')}`;
  const token = await bootstrapToken(TEST_DEPLOY_SECRET);
  const made = await post('/v1/workspaces', token, { workspace });
  const { adminKey, created } = createWorkspaceAnswerSchema.parse(await made.json());
  expect(created).toBe(true);
  const scopes = ['ingest', 'read'];
  const answer = await post('/v1/keys', adminKey, { name: 'test', scopes });
  return { workspace, adminKey, ...createKeyAnswerSchema.parse(await answer.json()) };
}

const events = [
  { id: 'e1', type: 'session.start', time: Date.now(), sessionId: 's1', agentName: 'auditor' },
  { id: 'e2', type: 'usage', time: Date.now(), sessionId: 's1', inputTokens: 5, outputTokens: 7 },
];

describe('the Worker with its real hub and libSQL server', () => {
  test('[TSK3] a plan, what replaced it and who began what are in its graph', async () => {
    const { key } = await provision();
    const at = Date.now() - 60_000;
    const plan = (taskId: string, second: number, fields = {}) => ({
      id: `${taskId} at ${String(second)}`,
      type: 'task.plan',
      time: at + second * 1_000,
      sessionId: 'lead',
      project: 'dex',
      taskId,
      ...fields,
    });
    const batch = [
      plan('a', 0),
      plan('b', 0, { dependsOn: ['a'] }),
      plan('old', 0),
      { ...plan('a', 5), id: 'begun', type: 'task.start', sessionId: 'worker', project: undefined },
      plan('a', 9, { replaces: true }),
      plan('b', 9, { replaces: true, dependsOn: ['a'] }),
      plan('round', 9, { dependsOn: ['round'] }),
    ];
    const taken = await (await post('/v1/events', key, { events: batch })).json();
    expect(ingestAnswerSchema.parse(taken)).toMatchObject({ accepted: 6, rejected: 1 });
    const answer = taskGraphAnswerSchema.parse(await (await get('/v1/graph/tasks', key)).json());
    const states = answer.graph.nodes.map(({ id, state }) => [
      answer.tasks.find((task) => task.id === id)?.taskId,
      state,
    ]);
    expect(states).toEqual([
      ['a', 'in_progress'],
      ['old', 'cancelled'],
      ['b', 'blocked'],
    ]);
    expect(answer).toMatchObject({
      fresh: true,
      project: 'dex',
      projects: [{ project: 'dex', tasks: 3, open: 2, origin: 'plan' }],
    });
    const old = answer.tasks.find(({ taskId }) => taskId === 'old')?.id ?? '';
    const task = taskAnswerSchema.parse(await (await get(`/v1/tasks/${old}`, key)).json());
    expect(task.history?.moments.map(({ kind }) => kind)).toEqual(['planned', 'dropped']);
  });

  test('[ING1] [STO9] what was accepted is in the history that is asked for next', async () => {
    const { workspace, key } = await provision();
    const taken = ingestAnswerSchema.parse(
      await (await post('/v1/events', key, { events })).json(),
    );
    expect(taken).toMatchObject({ accepted: 2, rejected: 0 });
    const again = ingestAnswerSchema.parse(
      await (await post('/v1/events', key, { events })).json(),
    );
    expect(again).toMatchObject({ accepted: 0, duplicates: 2 });
    const sessions = sessionsAnswerSchema.parse(await (await get('/v1/sessions', key)).json());
    expect(sessions).toMatchObject({ fresh: true, items: [{ agentName: 'auditor' }] });
    const usage = usageAnswerSchema.parse(await (await get('/v1/usage', key)).json());
    expect(usage.totals).toMatchObject({ inputTokens: 5, outputTokens: 7 });
    const status = statusAnswerSchema.parse(await (await get('/v1/status', key)).json());
    expect(status.workspace).toBe(workspace);
    for (const path of ['/v1/tasks', '/v1/errors', '/v1/events?session=s1', '/v1/sessions/s1']) {
      expect((await get(path, key)).status, path).toBe(200);
    }
    expect(await (await get('/metrics', key)).text()).toContain('claude_monitor_seq ');
  });

  test('[PRX4] hooks become a session that waits and why, and none of their text is kept', async () => {
    const { key } = await provision();
    const hook = async (name: string, fields: object = {}) => {
      const common = { session_id: 'run-1', cwd: '/home/dev/shop', hook_event_name: name };
      const answer = await post('/v1/hooks/claude-code', key, { ...common, ...fields });
      expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    };
    const call = { tool_name: 'Bash', tool_use_id: 'toolu_1', tool_input: { command: 'hunter2' } };
    await hook('UserPromptSubmit', { prompt: 'hunter2' });
    await hook('PreToolUse', call);
    await hook('PermissionRequest', { ...call, tool_use_id: undefined });
    const text = await (await get('/v1/sessions', key)).text();
    expect(sessionsAnswerSchema.parse(JSON.parse(text)).items).toMatchObject([
      {
        sessionId: 'run-1',
        project: 'shop',
        turn: { state: 'waiting', reason: 'Asks to use Bash' },
        openTools: [{ toolUseId: 'toolu_1', toolName: 'Bash' }],
      },
    ]);
    const kept = await (await get('/v1/events?session=run-1', key)).text();
    expect(kept).toContain('tool.call');
    expect(text + kept).not.toMatch(/hunter2|home/);
  });

  test('[SHR7] a revoked key stops at once, and one of another workspace sees nothing', async () => {
    const mine = await provision();
    const other = await provision();
    await post('/v1/events', mine.key, { events });
    const seen = sessionsAnswerSchema.parse(await (await get('/v1/sessions', other.key)).json());
    expect(seen.items).toEqual([]);
    const revoked = await exports.default.fetch(`${ORIGIN}/v1/keys/${mine.id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${mine.adminKey}` },
    });
    expect(revoked.status).toBe(204);
    expect((await get('/v1/sessions', mine.key)).status).toBe(401);
    expect((await post('/v1/events', mine.key, { events })).status).toBe(401);
  });

  test('/v1/live opens a socket that begins with hello', async () => {
    const { key, workspace } = await provision();
    const { webSocket } = await exports.default.fetch(`${ORIGIN}/v1/live`, {
      headers: { authorization: `Bearer ${key}`, upgrade: 'websocket' },
    });
    if (webSocket === null) throw new Error('no socket');
    const first = new Promise<unknown>((resolve) => {
      webSocket.addEventListener('message', ({ data }) => resolve(JSON.parse(String(data))), {
        once: true,
      });
    });
    webSocket.accept();
    expect(serverFrameSchema.parse(await first)).toMatchObject({ type: 'hello', workspace });
    webSocket.close();
  });

  test('[SHR7] an unprovisioned workspace answers 401, though the MAC is ours', async () => {
    const random = crypto.getRandomValues(new Uint8Array(CREDENTIAL_RANDOM_BYTES));
    const key = await mintCredential(TEST_DEPLOY_SECRET, 'nobody', random);
    expect((await get('/v1/status', key)).status).toBe(401);
    expect((await post('/v1/events', key, { events })).status).toBe(401);
  });
});

test('[SHR4] without a deploy secret it says what to do, 503', async () => {
  const response = await worker.fetch(new Request(`${ORIGIN}/healthz`), {});
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).not.toBeNull();
  const { error } = errorBodySchema.parse(await response.json());
  expect(error.message).toContain('npm start');
});
