import {
  deletionBodySchema,
  deletionSchema,
  deletionsAnswerSchema,
  retentionChangeSchema,
  retentionSchema,
} from '@claude-monitor/protocol';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import { exportedItems } from '../export/exported.ts';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

const DELETION_ID_BYTES = 9;

const changeRetention = route({
  method: 'put',
  path: '/v1/retention',
  summary: 'Change how long the workspace keeps its data',
  description:
    'Fields you leave out keep their value. `GET /v1/status` shows the values in effect.',
  access: 'admin',
  body: retentionChangeSchema,
  answers: { 200: jsonAnswer(retentionSchema, 'The values now in effect.') },
});

const deleteData = route({
  method: 'post',
  path: '/v1/deletions',
  summary: 'Delete a session, a user or all data of the workspace',
  description:
    'The data is refused from now on if it is sent again, and is gone when this deletion is done. ' +
    'Totals shrink by what it added. You cannot undo this.',
  access: 'admin',
  body: deletionBodySchema,
  answers: { 202: jsonAnswer(deletionSchema, 'Started. 404 if there is no such session.') },
});

const listDeletions = route({
  method: 'get',
  path: '/v1/deletions',
  summary: 'List deletions, without what was deleted',
  access: 'admin',
  answers: { 200: jsonAnswer(deletionsAnswerSchema, 'Newest first.') },
  exported: exportedItems('deletions', deletionsAnswerSchema),
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
