import {
  changeChannelBodySchema,
  channelsAnswerSchema,
  channelSchema,
  createChannelAnswerSchema,
  createChannelBodySchema,
  deliverySchema,
} from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { encodeBase62 } from '../domain/base62.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import { parseWith } from '../http/parse.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const CHANNEL_ID_BYTES = 9;
/** Standard Webhooks asks for 24 to 64. */
const SECRET_BYTES = 32;

const listChannels: Route = {
  method: 'get',
  path: '/v1/channels',
  summary: 'Where alerts go, without the URLs',
  access: 'admin',
  answers: { 200: jsonAnswer(channelsAnswerSchema, 'All channels.') },
};

const createChannel: Route = {
  method: 'post',
  path: '/v1/channels',
  summary: 'Add a channel for alerts; all rules that are on tell it',
  description:
    'Slack incoming webhooks, Discord webhooks, and any other receiver by Standard Webhooks. The URL is ' +
    'https and leads to no private address; it is never shown again.',
  access: 'admin',
  body: { [JSON_TYPE]: createChannelBodySchema },
  answers: {
    201: jsonAnswer(createChannelAnswerSchema, 'The signing secret is shown here once.'),
  },
};

const changeChannel: Route = {
  method: 'put',
  path: '/v1/channels/:id',
  summary: 'Change the name of a channel, or what its messages may name; what is not given stays',
  access: 'admin',
  body: { [JSON_TYPE]: changeChannelBodySchema },
  answers: {
    200: jsonAnswer(channelSchema, 'The channel as it stands now; 404 for no such channel.'),
  },
};

const deleteChannel: Route = {
  method: 'delete',
  path: '/v1/channels/:id',
  summary: 'Remove a channel; what was on its way to it is parked',
  access: 'admin',
  answers: { 204: { description: 'Removed; 404 when there is no such channel.' } },
};

const testChannel: Route = {
  method: 'post',
  path: '/v1/channels/:id/test',
  summary: 'Send a test message to a channel',
  access: 'admin',
  answers: {
    200: jsonAnswer(deliverySchema, 'How that went, with what the platform said.'),
  },
};

/** `/v1/channels`: kept and called by the hub (rule SHR5). */
export function mountChannels(router: Router, deps: Deps): void {
  mount(router, listChannels, async (c) => {
    const caller = c.get('caller');
    return c.json({ items: await callHub(deps, caller, 'listChannels') }, 200);
  });

  mount(router, createChannel, async (c) => {
    const caller = c.get('caller');
    const body = await readJson(c.req.raw, CONTROL_BODY);
    const { kind, name, url, shows } = parseWith(createChannelBodySchema, body, 'invalid_body');
    const secret = kind === 'webhook' ? signingSecret(deps.randomBytes(SECRET_BYTES)) : null;
    const channel = await callHub(deps, caller, 'createChannel', {
      id: encodeBase62(deps.randomBytes(CHANNEL_ID_BYTES)),
      kind,
      name,
      url,
      shows: [...new Set(shows)],
      secret,
      origin: c.get('origin'),
    });
    return c.json(channel, 201);
  });

  mount(router, changeChannel, async (c) => {
    const caller = c.get('caller');
    const body = await readJson(c.req.raw, CONTROL_BODY);
    const { name, shows } = parseWith(changeChannelBodySchema, body, 'invalid_body');
    const change = {
      ...(name === undefined ? {} : { name }),
      ...(shows === undefined ? {} : { shows: [...new Set(shows)] }),
    };
    const id = c.req.param('id') ?? '';
    return c.json(await callHub(deps, caller, 'changeChannel', id, change), 200);
  });

  mount(router, deleteChannel, async (c) => {
    const caller = c.get('caller');
    await callHub(deps, caller, 'deleteChannel', c.req.param('id') ?? '');
    return c.body(null, 204);
  });

  mount(router, testChannel, async (c) => {
    const caller = c.get('caller');
    const id = c.req.param('id') ?? '';
    return c.json(await callHub(deps, caller, 'testChannel', id), 200);
  });
}

const signingSecret = (bytes: Uint8Array): string => `whsec_${btoa(String.fromCharCode(...bytes))}`;
