import {
  deletionBodySchema,
  deletionSchema,
  deletionsAnswerSchema,
  retentionChangeSchema,
  retentionSchema,
} from '@claude-monitor/protocol';
import { encodeBase62 } from '../../domain/base62.ts';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

const DELETION_ID_BYTES = 9;

const changeRetention = route({
  method: 'put',
  path: '/v1/retention',
  summary: 'How long the workspace keeps what; what is not given stays',
  description: 'The numbers in force are in `GET /v1/status`.',
  access: 'admin',
  body: retentionChangeSchema,
  answers: { 200: jsonAnswer(retentionSchema, 'The numbers in force from now on.') },
});

const deleteData = route({
  method: 'post',
  path: '/v1/deletions',
  summary: 'Delete a session, all of a user, or all that happened in the workspace',
  description:
    'From the answer on it is refused when it is sent again; it is gone when the deletion of this id ' +
    "is done. Sums are less by what it added. It can't be undone.",
  access: 'admin',
  body: deletionBodySchema,
  answers: { 202: jsonAnswer(deletionSchema, 'Begun; 404 when there is no such session.') },
});

const listDeletions = route({
  method: 'get',
  path: '/v1/deletions',
  summary: 'Deletions under way and done, without what was deleted',
  access: 'admin',
  answers: { 200: jsonAnswer(deletionsAnswerSchema, 'The newest first.') },
});

/** `/v1/retention`, `/v1/deletions`: what is kept, and what goes (rules STO5, STO10). */
export function mountRetention(router: Router): void {
  const { deps } = router;

  mount(router, changeRetention, async ({ c, hub, body }) => {
    const { policy } = await hub('changeRetention', body);
    return c.json(policy, 200);
  });

  mount(router, deleteData, async ({ c, hub, body }) => {
    const id = encodeBase62(deps.randomBytes(DELETION_ID_BYTES));
    return c.json(await hub('deleteData', id, body), 202);
  });

  mount(router, listDeletions, async ({ c, hub }) => {
    return c.json(await hub('listDeletions'), 200);
  });
}
