import {
  channelsAnswerSchema,
  createChannelAnswerSchema,
  createWorkspaceAnswerSchema,
  deliveriesAnswerSchema,
  deliverySchema,
  type Channel,
  type CreatedChannel,
  type Delivery,
} from '@claude-monitor/protocol';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrapToken } from '../../../worker/src/domain/credential/credential.ts';
import type { Monitor } from '../monitor/monitor.ts';
import { ask, type Answer } from '../http/request.ts';

/** The routes about alerts as an admin of one workspace uses them; every answer is parsed. */
export type Alerting = {
  request: (method: string, path: string, body?: object) => Promise<Answer>;
  channel: (kind: Channel['kind'], url: string) => Promise<CreatedChannel>;
  test: (channel: Channel) => Promise<Delivery>;
  channels: () => Promise<Channel[]>;
  log: () => Promise<Delivery[]>;
};

export async function openAlerting(
  monitor: Monitor,
  workspace: string,
): Promise<Alerting & { adminKey: string; ingest: (events: object[]) => Promise<Answer> }> {
  const secret = readFileSync(join(monitor.dataFolder, 'deploy-secret'), 'utf8').trim();
  const as = (key: string) => (method: string, path: string, body?: object) =>
    ask(monitor, {
      method,
      path,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const made = await as(await bootstrapToken(secret))('POST', '/v1/workspaces', { workspace });
  const { adminKey } = createWorkspaceAnswerSchema.parse(made.json);
  const request = as(adminKey);
  const key = await request('POST', '/v1/keys', { name: 'agents', scopes: ['ingest'] });
  const ingestKey = (key.json as { key: string }).key;
  return {
    adminKey,
    request,
    ingest: (events) => as(ingestKey)('POST', '/v1/events', { events }),
    channel: async (kind, url) =>
      createChannelAnswerSchema.parse(
        (await request('POST', '/v1/channels', { kind, name: kind, url })).json,
      ),
    test: async ({ id }) =>
      deliverySchema.parse((await request('POST', `/v1/channels/${id}/test`)).json),
    channels: async () =>
      channelsAnswerSchema.parse((await request('GET', '/v1/channels')).json).items,
    log: async () =>
      deliveriesAnswerSchema.parse((await request('GET', '/v1/deliveries')).json).items,
  };
}
