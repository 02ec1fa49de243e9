import {
  deletionBodySchema,
  deletionSchema,
  deletionsAnswerSchema,
  retentionChangeSchema,
  retentionSchema,
} from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { encodeBase62 } from '../domain/base62.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import { callHub } from '../http/call-hub.ts';
import { parseWith } from '../http/parse.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const DELETION_ID_BYTES = 9;

const changeRetention: Route = {
  method: 'put',
  path: '/v1/retention',
  summary: 'How long the workspace keeps what; what is not given stays',
  description: 'The numbers in force are in `GET /v1/status`.',
  access: 'admin',
  body: { [JSON_TYPE]: retentionChangeSchema },
  answers: { 200: jsonAnswer(retentionSchema, 'The numbers in force from now on.') },
};

const deleteData: Route = {
  method: 'post',
  path: '/v1/deletions',
  summary: 'Delete a session, all of a user, or all that happened in the workspace',
  description:
    'From the answer on it is refused when it is sent again; it is gone when the deletion of this id ' +
    "is done. Sums are less by what it added. It can't be undone.",
  access: 'admin',
  body: { [JSON_TYPE]: deletionBodySchema },
  answers: { 202: jsonAnswer(deletionSchema, 'Begun; 404 when there is no such session.') },
};

const listDeletions: Route = {
  method: 'get',
  path: '/v1/deletions',
  summary: 'Deletions under way and done, without what was deleted',
  access: 'admin',
  answers: { 200: jsonAnswer(deletionsAnswerSchema, 'The newest first.') },
};

/** `/v1/retention`, `/v1/deletions`: what is kept, and what goes (rules STO5, STO10). */
export function mountRetention(router: Router, deps: Deps): void {
  mount(router, changeRetention, async (c) => {
    const body = await readJson(c.req.raw, CONTROL_BODY);
    const change = parseWith(retentionChangeSchema, body, 'invalid_body');
    const { policy } = await callHub(deps, c.get('caller'), 'changeRetention', change);
    return c.json(policy, 200);
  });

  mount(router, deleteData, async (c) => {
    const body = await readJson(c.req.raw, CONTROL_BODY);
    const what = parseWith(deletionBodySchema, body, 'invalid_body');
    const id = encodeBase62(deps.randomBytes(DELETION_ID_BYTES));
    return c.json(await callHub(deps, c.get('caller'), 'deleteData', id, what), 202);
  });

  mount(router, listDeletions, async (c) => {
    return c.json(await callHub(deps, c.get('caller'), 'listDeletions'), 200);
  });
}
