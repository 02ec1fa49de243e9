import {
  createKeyAnswerSchema,
  createKeyBodySchema,
  keysAnswerSchema,
} from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import { parseWith } from '../http/parse.ts';
import { mintKey } from './new-key.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const listKeys: Route = {
  method: 'get',
  path: '/v1/keys',
  summary: 'The keys of the workspace, without the keys themselves',
  access: 'admin',
  answers: { 200: jsonAnswer(keysAnswerSchema, 'All keys.') },
};

const createKey: Route = {
  method: 'post',
  path: '/v1/keys',
  summary: 'Create a key',
  access: 'admin',
  body: { [JSON_TYPE]: createKeyBodySchema },
  answers: { 201: jsonAnswer(createKeyAnswerSchema, 'The key is shown here once.') },
};

const revokeKey: Route = {
  method: 'delete',
  path: '/v1/keys/:id',
  summary: 'Revoke a key, with its logins and open sockets',
  access: 'admin',
  answers: { 204: { description: 'Revoked; 404 when there is no such key.' } },
};

/** `/v1/keys`: made and signed here, kept and checked by the hub (rules SHR1, SHR7). */
export function mountKeys(router: Router, deps: Deps): void {
  mount(router, listKeys, async (c) => {
    const caller = c.get('caller');
    return c.json(await callHub(deps, caller, 'listKeys'), 200);
  });

  mount(router, createKey, async (c) => {
    const caller = c.get('caller');
    const body = await readJson(c.req.raw, CONTROL_BODY);
    const {
      name,
      scopes,
      user = null,
      device = null,
    } = parseWith(createKeyBodySchema, body, 'invalid_body');
    const about = { name, scopes: [...new Set(scopes)], user, device };
    const minted = await mintKey(deps, caller.workspace, about);
    const key = await callHub(deps, caller, 'createKey', minted.key);
    return c.json({ ...key, key: minted.credential }, 201);
  });

  mount(router, revokeKey, async (c) => {
    const caller = c.get('caller');
    await callHub(deps, caller, 'revokeKey', c.req.param('id') ?? '');
    return c.body(null, 204);
  });
}
