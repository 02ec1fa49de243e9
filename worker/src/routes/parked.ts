import { parkedAnswerSchema, parkedQuerySchema, retriedRowsSchema } from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { parseWith } from '../http/parse.ts';
import { jsonAnswer, mount, type Route, type Router } from './route.ts';

const listParked: Route = {
  method: 'get',
  path: '/v1/parked',
  summary: 'Rows of history that libSQL refused for good, without what they hold',
  access: 'admin',
  query: parkedQuerySchema,
  answers: { 200: jsonAnswer(parkedAnswerSchema, 'The newest first.') },
};

const retryParked: Route = {
  method: 'post',
  path: '/v1/parked/:id/retry',
  summary: 'Send a parked row to libSQL again',
  access: 'admin',
  answers: {
    200: jsonAnswer(retriedRowsSchema, 'How that went; 404 when it is not parked any more.'),
  },
};

const retryAllParked: Route = {
  method: 'post',
  path: '/v1/parked/retry',
  summary: 'Send all parked rows to libSQL again',
  description:
    'As many as one call sends, those that were tried longest ago first. `left` counts those that it ' +
    'did not come to.',
  access: 'admin',
  answers: { 200: jsonAnswer(retriedRowsSchema, 'How that went.') },
};

const deleteParked: Route = {
  method: 'delete',
  path: '/v1/parked/:id',
  summary: 'Delete a parked row; history stays without it until its session changes again',
  access: 'admin',
  answers: { 204: { description: 'Deleted; 404 when there is no such row.' } },
};

/** `/v1/parked`: what stands between a flush and a complete history (rule STO7). */
export function mountParked(router: Router, deps: Deps): void {
  mount(router, listParked, async (c) => {
    const query = parseWith(parkedQuerySchema, c.req.query(), 'invalid_query');
    return c.json(await callHub(deps, c.get('caller'), 'listParked', query), 200);
  });

  mount(router, retryAllParked, async (c) => {
    return c.json(await callHub(deps, c.get('caller'), 'retryAllParked'), 200);
  });

  mount(router, retryParked, async (c) => {
    const id = c.req.param('id') ?? '';
    return c.json(await callHub(deps, c.get('caller'), 'retryParked', id), 200);
  });

  mount(router, deleteParked, async (c) => {
    await callHub(deps, c.get('caller'), 'deleteParked', c.req.param('id') ?? '');
    return c.body(null, 204);
  });
}
