import { describe, expect, test } from 'vitest';
import {
  createKeyAnswerSchema,
  createWorkspaceAnswerSchema,
  LIMITS,
} from '@claude-monitor/protocol';
import { bootstrapToken } from '../../domain/credential/credential.ts';
import { bearer, errorOf, everyScope, setUp } from '../../testing/app.fixture.ts';
import { FORMER_SECRET, SECRET } from '../../testing/deps.fixture.ts';

describe('/v1/workspaces and /v1/keys', () => {
  const create = async (
    { send }: ReturnType<typeof setUp>,
    token: string,
    body: unknown = { workspace: 'team' },
  ) =>
    await send('/v1/workspaces', {
      method: 'POST',
      headers: bearer(token),
      body: JSON.stringify(body),
    });

  test('[SHR8] the bootstrap token makes a workspace, then further admin keys of it', async () => {
    const running = setUp();
    const token = await bootstrapToken(SECRET);
    const first = await create(running, token);
    expect(first.status).toBe(201);
    expect(await first.json()).toMatchObject({ workspace: 'team', created: true });
    const second = createWorkspaceAnswerSchema.parse(await (await create(running, token)).json());
    expect(second).toMatchObject({ created: false });
    const listed = await running.send('/v1/keys', { headers: bearer(second.adminKey) });
    expect(await listed.json()).toMatchObject({
      items: [{ scopes: ['read', 'admin'] }, { scopes: ['read', 'admin'] }],
    });
  });

  test('[SHR8] nothing else does: no admin key, no former secret, no part of the token', async () => {
    const running = setUp();
    const token = await bootstrapToken(SECRET);
    const others = [
      await running.fake.keyOf('team', everyScope),
      await bootstrapToken(FORMER_SECRET),
      token.slice(1),
      `${token}x`,
      '',
    ];
    for (const other of others) expect((await create(running, other)).status).toBe(401);
  });

  test.each([
    [{}],
    [{ workspace: '' }],
    [{ workspace: 'a b' }],
    [{ workspace: 'x'.repeat(41) }],
    [7],
  ])('refuses %j and names the field', async (body) => {
    const response = await create(setUp(), await bootstrapToken(SECRET), body);
    expect([response.status, (await errorOf(response)).code]).toEqual([400, 'invalid_body']);
  });

  test('a key is made, works for its scope, is listed without itself, and revoked', async () => {
    const { fake, send, call } = setUp();
    const headers = bearer(await fake.keyOf('team', ['admin']));
    const body = JSON.stringify({ name: 'ci', scopes: ['ingest', 'ingest'], user: 'ann' });
    const made = await send('/v1/keys', { method: 'POST', headers, body });
    expect(made.status).toBe(201);
    const { key, id, ...rest } = createKeyAnswerSchema.parse(await made.json());
    expect(rest).toMatchObject({ name: 'ci', scopes: ['ingest'], user: 'ann', device: null });
    expect((await call('POST', '/v1/events', bearer(key))).status).toBe(202);
    const list = await (await send('/v1/keys', { headers })).text();
    expect(list).toContain(id);
    expect(list).not.toContain(key);
    expect((await send(`/v1/keys/${id}`, { method: 'DELETE', headers })).status).toBe(204);
    expect((await call('POST', '/v1/events', bearer(key))).status).toBe(401);
    expect((await send(`/v1/keys/${id}`, { method: 'DELETE', headers })).status).toBe(404);
  });

  test.each([
    [{ scopes: ['ingest'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['root'] }, 'scopes[0]'],
    [{ name: 'x'.repeat(LIMITS.nameLength + 1), scopes: ['read'] }, 'name'],
    [{ name: 'x', scopes: ['read'], user: 7 }, 'user'],
  ])('a new key of %j is refused at %s', async (body, path) => {
    const { fake, send } = setUp();
    const headers = bearer(await fake.keyOf('team', ['admin']));
    const response = await send('/v1/keys', {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_body', path });
  });
});
