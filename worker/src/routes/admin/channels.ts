import {
  changeChannelBodySchema,
  channelsAnswerSchema,
  channelSchema,
  createChannelAnswerSchema,
  createChannelBodySchema,
  deliverySchema,
} from '@claude-monitor/protocol';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import { exportedItems } from '../export/exported.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const CHANNEL_ID_BYTES = 9;
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

const listChannels = route({
  method: 'get',
  path: '/v1/channels',
  summary: 'List alert channels, without their URLs',
  access: 'admin',
  answers: { 200: jsonAnswer(channelsAnswerSchema, 'All channels.') },
  exported: exportedItems('channels', channelsAnswerSchema),
});

const createChannel = route({
  method: 'post',
  path: '/v1/channels',
  summary: 'Add an alert channel',
  description:
    'A Slack or Discord webhook, the bot of a Slack app, or any receiver of Standard Webhooks. All enabled rules ' +
    'send to it. The URL must be https and public. URL and token are never shown again.',
  access: 'admin',
  body: createChannelBodySchema,
  answers: {
    201: jsonAnswer(
      createChannelAnswerSchema,
      'The channel. Its signing secret is shown only once.',
    ),
  },
});

const changeChannel = route({
  method: 'put',
  path: '/v1/channels/:id',
  params: idParams,
  summary: 'Change the name of a channel, or which names its messages contain',
  access: 'admin',
  body: changeChannelBodySchema,
  answers: {
    200: jsonAnswer(channelSchema, 'The channel. 404 if there is no such channel.'),
  },
});

const deleteChannel = route({
  method: 'delete',
  path: '/v1/channels/:id',
  params: idParams,
  summary: 'Remove a channel and park its pending messages',
  access: 'admin',
  answers: { 204: { description: 'Removed. 404 if there is no such channel.' } },
});

const testChannel = route({
  method: 'post',
  path: '/v1/channels/:id/test',
  params: idParams,
  summary: 'Send a test message to a channel',
  access: 'admin',
  answers: {
    200: jsonAnswer(deliverySchema, 'The outcome, with the answer of the platform.'),
  },
});

/** `/v1/channels`: kept and called by the hub (rule SHR5). */
export function mountChannels(router: Router): void {
  const { deps } = router;

  mount(router, listChannels, async ({ c, hub }) => {
    return c.json({ items: await hub('listChannels') }, 200);
  });

  mount(router, createChannel, async ({ c, hub, body }) => {
    const { kind, name, url, shows } = body;
    const channel = await hub('createChannel', {
      id: encodeBase62(deps.randomBytes(CHANNEL_ID_BYTES)),
      kind,
      name,
      url,
      shows: [...new Set(shows)],
      ...(body.kind === 'slack_app'
        ? { secret: body.token, slackChannel: body.slackChannel }
        : { secret: kind === 'webhook' ? signingSecret(deps.randomBytes(SECRET_BYTES)) : null }),
      origin: c.get('origin'),
    });
    return c.json(channel, 201);
  });

  mount(router, changeChannel, async ({ c, hub, params, body: { name, shows } }) => {
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(shows === undefined ? {} : { shows: [...new Set(shows)] }),
    };
    return c.json(await hub('changeChannel', params.id, change), 200);
  });

  mount(router, deleteChannel, async ({ c, hub, params }) => {
    await hub('deleteChannel', params.id);
    return c.body(null, 204);
  });

  mount(router, testChannel, async ({ c, hub, params }) => {
    return c.json(await hub('testChannel', params.id), 200);
  });
}

const signingSecret = (bytes: Uint8Array): string => `whsec_${btoa(String.fromCharCode(...bytes))}`;
