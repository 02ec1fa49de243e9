import { describe, expect, test } from 'vitest';
import { askAnswerSchema, QUESTIONS } from '@claude-monitor/protocol';
import { bearer, errorOf, setUp } from '../../testing/app.fixture.ts';

async function ask(name: string, body: object, scopes: ('ingest' | 'read')[] = ['read']) {
  const { fake, send } = setUp();
  const headers = bearer(await fake.keyOf('team', scopes));
  const response = await send(`/v1/questions/${name}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  });
  return { response, hub: fake.hub('team') };
}

describe('POST /v1/questions/:name', () => {
  test('answers in words and as data', async () => {
    const { response } = await ask('get_team_status', {});
    expect(response.status).toBe(200);
    expect(askAnswerSchema.parse(await response.json()).text).toBe('No session is open.');
  });

  test('hands on whose tasks "mine" are', async () => {
    const { hub } = await ask('get_tasks', { arguments: { which: 'mine' }, sessions: ['a', 'b'] });
    expect(hub.questions).toMatchObject([
      { name: 'get_tasks', input: { which: 'mine' }, sessions: ['a', 'b'] },
    ]);
  });

  test('[SHR7] needs a key that may read, whatever is asked', async () => {
    for (const name of ['get_team_status', 'get_usage', 'nothing']) {
      const { response, hub } = await ask(name, {}, ['ingest']);
      expect(response.status).toBe(403);
      expect((await errorOf(response)).code).toBe('forbidden');
      expect(hub.questions).toEqual([]);
    }
  });

  test.each<[string, object, number, string]>([
    ['nothing', {}, 404, 'not_found'],
    ['get_session', {}, 400, 'invalid_body'],
    ['get_session', { arguments: [] }, 400, 'invalid_body'],
    ['get_tasks', { arguments: { which: 'theirs' } }, 400, 'invalid_body'],
    ['get_tasks', { arguments: { limit: 501 } }, 400, 'invalid_body'],
    ['get_tasks', { sessions: Array.from({ length: 51 }, () => 's') }, 400, 'invalid_body'],
    ['get_usage', { arguments: { from: 'yesterday' } }, 400, 'invalid_body'],
    ['get_usage', { arguments: { hours: 1, from: '2026-01-01T00:00:00Z' } }, 400, 'invalid_query'],
  ])('%s of %j is %i %s', async (name, body, status, code) => {
    const { response } = await ask(name, body);
    expect(response.status).toBe(status);
    expect((await errorOf(response)).code).toBe(code);
  });

  const BLANKS = ['', ' ', '\t\n', '\u3000', '\u00a0'];
  const filters = QUESTIONS.flatMap(({ name, inputSchema }) =>
    Object.entries(inputSchema.shape).flatMap(([field, schema]) =>
      schema.safeParse(undefined).success ? [[name, field] as const] : [],
    ),
  );

  test.each(filters)('%s by a %s that is blank is asked as without it', async (name, field) => {
    for (const blank of BLANKS) {
      const given = name === 'get_session' ? { sessionId: 'x' } : {};
      const { response, hub } = await ask(name, { arguments: { ...given, [field]: blank } });
      const plain = await ask(name, { arguments: given });
      expect([field, blank, response.status]).toEqual([field, blank, plain.response.status]);
      expect(await response.text()).toBe(await plain.response.text());
      expect(hub.questions).toEqual(plain.hub.questions);
    }
  });

  test('get_session by a blank id is refused by its name', async () => {
    for (const sessionId of BLANKS) {
      const { response } = await ask('get_session', { arguments: { sessionId } });
      expect(response.status).toBe(400);
      expect((await errorOf(response)).path).toContain('sessionId');
    }
  });

  test('a session that neither the hub nor the history knows is not found', async () => {
    const { fake, send } = setUp();
    fake.hub('team').liveAnswer = null;
    const response = await send('/v1/questions/get_session', {
      method: 'POST',
      headers: bearer(await fake.keyOf('team', ['read'])),
      body: JSON.stringify({ arguments: { sessionId: 'gone' } }),
    });
    expect(response.status).toBe(404);
    expect((await errorOf(response)).message).toContain('session gone not found');
  });
});
