import { env } from 'cloudflare:workers';
import { evictDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';

test('[ING1] [SHR8] [STO9] a new workspace takes events once, flushes for a reader, and opens again', async () => {
  const stub = env.HUB.getByName('one');
  const refused = await stub.call('nobody', 'ingest', { events: [], sentAt: null, rejected: {} });
  expect(refused).toMatchObject({ ok: false, error: { code: 'unauthorized' } });
  expect(
    await stub.provision('one', {
      id: 'k1',
      hash: 'h1',
      name: 'admin',
      scopes: ['ingest', 'read', 'admin'],
      user: null,
      device: null,
    }),
  ).toEqual({ ok: true, value: { created: true } });
  const now = Date.now();
  const events = [
    {
      id: 'e1',
      type: 'session.start' as const,
      time: now,
      sessionId: 's1',
      source: 'mcp' as const,
      agentName: 'infra',
      model: 'claude-sonnet-4',
    },
    {
      id: 'e2',
      type: 'task.start' as const,
      time: now + 1,
      sessionId: 's1',
      source: 'mcp' as const,
      taskId: 't1',
      taskDescription: 'Build',
    },
    {
      id: 'e3',
      type: 'usage' as const,
      time: now + 2,
      sessionId: 's1',
      source: 'mcp' as const,
      inputTokens: 3500,
      outputTokens: 1200,
      cacheReadTokens: 0,
      cacheCreationTokens: 0,
      contextWindow: 200000,
    },
  ];
  expect(await stub.call('h1', 'ingest', { events, sentAt: null, rejected: {} })).toEqual({
    ok: true,
    value: ['accepted', 'accepted', 'accepted'],
  });
  expect(await stub.call('h1', 'ingest', { events, sentAt: null, rejected: {} })).toEqual({
    ok: true,
    value: ['duplicate', 'duplicate', 'duplicate'],
  });
  await expect
    .poll(() => stub.call('h1', 'read'), { timeout: 20_000 })
    .toMatchObject({ ok: true, value: { fresh: true } });
  await evictDurableObject(stub);
  expect(await stub.call('h1', 'status')).toMatchObject({
    ok: true,
    value: { sessions: 1, tasks: 1 },
  });
});
