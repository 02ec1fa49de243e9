import {
  deliverySchema,
  followBodySchema,
  pushAnswerSchema,
  pushSubscriptionSchema,
} from '@claude-monitor/protocol';
import { encodeBase62 } from '../domain/credential/base62.ts';
import { idParams, jsonAnswer, mount, route, type Router } from './route.ts';

const ID_BYTES = 9;

const list = route({
  method: 'get',
  path: '/v1/push',
  summary: 'Get the key for Web Push, and what browsers of the caller’s key follow',
  access: 'read',
  answers: { 200: jsonAnswer(pushAnswerSchema, 'The public key and the browsers.') },
});

const follow = route({
  method: 'post',
  path: '/v1/push',
  summary: 'Follow incidents with a browser',
  description:
    'Takes what `pushManager.subscribe` gave the browser. One that follows already is changed. Messages ' +
    'say how many incidents need somebody; `hasDetail` adds what the newest is about.',
  access: 'read',
  body: followBodySchema,
  answers: { 200: jsonAnswer(pushSubscriptionSchema, 'The browser and what it follows.') },
});

const unfollow = route({
  method: 'delete',
  path: '/v1/push/:id',
  params: idParams,
  summary: 'Stop following incidents with a browser',
  access: 'read',
  answers: { 204: { description: 'Removed. 404 if the caller’s key has no such browser.' } },
});

const test = route({
  method: 'post',
  path: '/v1/push/:id/test',
  params: idParams,
  summary: 'Send a test notification to a browser',
  access: 'read',
  answers: { 200: jsonAnswer(deliverySchema, 'The outcome, with the answer of the push service.') },
});

/** `/v1/push`: kept and called by the hub (rule SHR5). */
export function mountPush(router: Router): void {
  const { deps } = router;

  mount(router, list, async ({ c, hub }) => c.json(await hub('listFollowed'), 200));

  mount(router, follow, async ({ c, hub, body }) => {
    const id = encodeBase62(deps.randomBytes(ID_BYTES));
    return c.json(await hub('follow', { ...body, id, origin: c.get('origin') }), 200);
  });

  mount(router, unfollow, async ({ c, hub, params }) => {
    await hub('unfollow', params.id);
    return c.body(null, 204);
  });

  mount(router, test, async ({ c, hub, params }) =>
    c.json(await hub('testFollow', params.id), 200),
  );
}
