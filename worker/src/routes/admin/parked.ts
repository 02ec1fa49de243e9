import { parkedAnswerSchema, parkedQuerySchema, retriedRowsSchema } from '@claude-monitor/protocol';
import { exportedItems } from '../export/exported.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const listParked = route({
  method: 'get',
  path: '/v1/parked',
  summary: 'List parked rows: history that libSQL rejected',
  access: 'admin',
  query: parkedQuerySchema,
  answers: { 200: jsonAnswer(parkedAnswerSchema, 'Newest first.') },
  exported: exportedItems('parked-rows', parkedAnswerSchema),
});

const retryParked = route({
  method: 'post',
  path: '/v1/parked/:id/retry',
  params: idParams,
  summary: 'Retry a parked row',
  access: 'admin',
  answers: {
    200: jsonAnswer(retriedRowsSchema, 'The outcome. 404 if it is no longer parked.'),
  },
});

const retryAllParked = route({
  method: 'post',
  path: '/v1/parked/retry',
  summary: 'Retry all parked rows',
  description:
    'Sends a bounded number per call, least recently tried first. `left` counts the rest.',
  access: 'admin',
  answers: { 200: jsonAnswer(retriedRowsSchema, 'The outcome.') },
});

const deleteParked = route({
  method: 'delete',
  path: '/v1/parked/:id',
  params: idParams,
  summary: 'Delete a parked row',
  access: 'admin',
  answers: { 204: { description: 'Deleted. 404 if there is no such row.' } },
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
