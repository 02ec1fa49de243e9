import { auditAnswerSchema, channelSchema, statusAnswerSchema } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { ask, newTeam, post } from './testing/links.fixture.ts';

const put = (path: string, bearer: string, body: unknown): Promise<Response> =>
  ask(path, { method: 'PUT', bearer, body });

test('[SHR7] what is done to channels and rules stands in the audit, and what is refused does not', async () => {
  const { adminKey, key } = await newTeam();
  const made = await post('/v1/channels', adminKey, {
    kind: 'webhook',
    name: 'on call',
    url: 'https://hooks.example.com/hook',
  });
  const channel = channelSchema.parse(await made.json());
  const path = `/v1/channels/${channel.id}`;
  const changed = await put(path, adminKey, { name: 'night', shows: ['agents', 'agents'] });
  expect(channelSchema.parse(await changed.json())).toEqual({
    ...channel,
    name: 'night',
    shows: ['agents'],
  });
  expect((await put('/v1/rules/waiting', adminKey, { minutes: 2 })).status).toBe(200);
  expect((await put('/v1/rules/lost', adminKey, { minutes: 2 })).status).toBe(400);
  expect((await put('/v1/channels/none', adminKey, { name: 'x' })).status).toBe(404);
  expect((await put(path, adminKey, { shows: ['everything'] })).status).toBe(400);
  expect((await put(path, key, { shows: [] })).status).toBe(403);
  expect((await ask(path, { method: 'DELETE', bearer: adminKey })).status).toBe(204);

  const answer = await ask('/v1/audit', { bearer: adminKey });
  const { items } = auditAnswerSchema.parse(await answer.json());
  expect(items.slice(0, 4).map(({ at: _, ...line }) => line)).toEqual([
    { kind: 'channel_removed', by: 'admin', id: channel.id, name: 'night' },
    { kind: 'rule_changed', by: 'admin', id: 'waiting', name: 'waiting' },
    { kind: 'channel_changed', by: 'admin', id: channel.id, name: 'night' },
    { kind: 'channel_created', by: 'admin', id: channel.id, name: 'on call' },
  ]);
});

test('the status tells how messages to channels fare', async () => {
  const { key } = await newTeam();
  const status = await (await ask('/v1/status', { bearer: key })).json();
  expect(statusAnswerSchema.parse(status).alerts).toEqual({
    waiting: 0,
    oldestAt: null,
    parked: 0,
    dropped: 0,
    failingChannels: 0,
  });
  const metrics = await (await ask('/metrics', { bearer: key })).text();
  expect(metrics).toContain('claude_monitor_alerts_waiting 0\n');
});
