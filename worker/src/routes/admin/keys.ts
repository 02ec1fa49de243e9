import {
  createKeyAnswerSchema,
  createKeyBodySchema,
  keysAnswerSchema,
} from '@claude-monitor/protocol';
import { mintKey } from './new-key.ts';
import { exportedItems } from '../export/exported.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const listKeys = route({
  method: 'get',
  path: '/v1/keys',
  summary: 'List keys, without the keys themselves',
  access: 'admin',
  answers: { 200: jsonAnswer(keysAnswerSchema, 'All keys.') },
  exported: exportedItems('keys', keysAnswerSchema),
});

const createKey = route({
  method: 'post',
  path: '/v1/keys',
  summary: 'Create a key',
  access: 'admin',
  body: createKeyBodySchema,
  answers: { 201: jsonAnswer(createKeyAnswerSchema, 'The key. It is shown only once.') },
});

const revokeKey = route({
  method: 'delete',
  path: '/v1/keys/:id',
  params: idParams,
  summary: 'Revoke a key, its logins and its open sockets',
  access: 'admin',
  answers: { 204: { description: 'Revoked. 404 if there is no such key.' } },
});

/** `/v1/keys`: made and signed here, kept and checked by the hub (rules SHR1, SHR7). */
export function mountKeys(router: Router): void {
  const { deps } = router;

  mount(router, listKeys, async ({ c, hub }) => c.json(await hub('listKeys'), 200));

  mount(router, createKey, async ({ c, caller, hub, body }) => {
    const { name, scopes, user = null, device = null } = body;
    const about = { name, scopes: [...new Set(scopes)], user, device };
    const minted = await mintKey(deps, caller.workspace, about);
    const key = await hub('createKey', minted.key);
    return c.json({ ...key, key: minted.credential }, 201);
  });

  mount(router, revokeKey, async ({ c, hub, params }) => {
    await hub('revokeKey', params.id);
    return c.body(null, 204);
  });
}
