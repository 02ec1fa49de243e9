import { describe, expect, test } from 'vitest';
import { eventOf, KEY, newHub, send } from '../hub.fixture.ts';

const SESSIONS = 500;

/** A declared session at work on a task that waits for nothing, and a task that waits for it. */
const agentAtWork = (index: number) => {
  const sessionId = `agent-${String(index)}`;
  const of = (type: 'session.start' | 'task.start' | 'task.plan', fields: object) =>
    eventOf({ id: `${sessionId} ${type} ${JSON.stringify(fields)}`, type, sessionId, ...fields });
  const project = 'dex';
  return [
    of('session.start', { agentName: sessionId, model: 'claude-sonnet-4-5', project }),
    of('task.start', { taskId: `${sessionId} work`, project }),
    of('task.plan', { taskId: `${sessionId} next`, project, dependsOn: [`${sessionId} work`] }),
  ];
};

async function team() {
  const { hub } = await newHub();
  const events = Array.from({ length: SESSIONS }, (_, index) => agentAtWork(index)).flat();
  expect((await send(hub, events)).ok).toBe(true);
  return hub;
}

describe('what agents ask a hub', () => {
  test('is answered of all that it has, at once after it was logged', async () => {
    const hub = await team();
    const status = await hub.call(KEY.hash, 'answerQuestion', {
      name: 'get_team_status',
      input: { limit: 1 },
    });
    expect(status).toMatchObject({ ok: true, value: { structured: { more: SESSIONS - 1 } } });
    const input = { which: 'blocked' as const, limit: 2 };
    const tasks = await hub.call(KEY.hash, 'answerQuestion', {
      name: 'get_tasks',
      input,
      sessions: [],
    });
    expect(tasks).toMatchObject({
      ok: true,
      value: { structured: { counts: { blocked: SESSIONS }, more: SESSIONS - 2 } },
    });
    const session = await hub.call(KEY.hash, 'answerQuestion', {
      name: 'get_session',
      input: { sessionId: 'agent-7' },
    });
    expect(session).toMatchObject({
      ok: true,
      value: { structured: { sessionId: 'agent-7', tasks: [{ taskId: 'agent-7 work' }] } },
    });
  });

  test('a session that is not here is answered with nothing, a question of nobody is refused', async () => {
    const { hub } = await newHub();
    const input = { sessionId: 'gone' };
    expect(await hub.call(KEY.hash, 'answerQuestion', { name: 'get_session', input })).toEqual({
      ok: true,
      value: null,
    });
    const mine = { which: 'mine' as const };
    expect(
      await hub.call(KEY.hash, 'answerQuestion', { name: 'get_tasks', input: mine, sessions: [] }),
    ).toMatchObject({
      ok: false,
      error: { code: 'invalid_query' },
    });
  });

  test('[SHR7] needs a key that stands and may read', async () => {
    const { hub } = await newHub();
    const ingest = { ...KEY, id: 'key-2', hash: 'hash-2', scopes: ['ingest' as const] };
    await hub.call(KEY.hash, 'createKey', ingest);
    const question = { name: 'get_team_status' as const, input: {} };
    expect(await hub.call('hash-2', 'answerQuestion', question)).toMatchObject({
      error: { code: 'forbidden' },
    });
    expect(await hub.call('hash-3', 'answerQuestion', question)).toMatchObject({
      error: { code: 'unauthorized' },
    });
    expect(await hub.call('hash-2', 'scopes')).toEqual({ ok: true, value: ['ingest'] });
    expect(await hub.call('hash-3', 'scopes')).toMatchObject({ error: { code: 'unauthorized' } });
  });
});
