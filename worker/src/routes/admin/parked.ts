import { parkedAnswerSchema, parkedQuerySchema, retriedRowsSchema } from '@claude-monitor/protocol';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const listParked = route({
  method: 'get',
  path: '/v1/parked',
  summary: 'Rows of history that libSQL refused for good, without what they hold',
  access: 'admin',
  query: parkedQuerySchema,
  answers: { 200: jsonAnswer(parkedAnswerSchema, 'The newest first.') },
});

const retryParked = route({
  method: 'post',
  path: '/v1/parked/:id/retry',
  params: idParams,
  summary: 'Send a parked row to libSQL again',
  access: 'admin',
  answers: {
    200: jsonAnswer(retriedRowsSchema, 'How that went; 404 when it is not parked any more.'),
  },
});

const retryAllParked = route({
  method: 'post',
  path: '/v1/parked/retry',
  summary: 'Send all parked rows to libSQL again',
  description:
    'As many as one call sends, those that were tried longest ago first. `left` counts those that it ' +
    'did not come to.',
  access: 'admin',
  answers: { 200: jsonAnswer(retriedRowsSchema, 'How that went.') },
});

const deleteParked = route({
  method: 'delete',
  path: '/v1/parked/:id',
  params: idParams,
  summary: 'Delete a parked row; history stays without it until its session changes again',
  access: 'admin',
  answers: { 204: { description: 'Deleted; 404 when there is no such row.' } },
});

/** `/v1/parked`: what stands between a flush and a complete history (rule STO7). */
export function mountParked(router: Router): void {
  mount(router, listParked, async ({ c, hub, query }) => {
    return c.json(await hub('listParked', query), 200);
  });

  mount(router, retryAllParked, async ({ c, hub }) => {
    return c.json(await hub('retryAllParked'), 200);
  });

  mount(router, retryParked, async ({ c, hub, params }) => {
    return c.json(await hub('retryParked', params.id), 200);
  });

  mount(router, deleteParked, async ({ c, hub, params }) => {
    await hub('deleteParked', params.id);
    return c.body(null, 204);
  });
}
