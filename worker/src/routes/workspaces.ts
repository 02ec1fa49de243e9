import { createWorkspaceAnswerSchema, createWorkspaceBodySchema } from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import { unwrap } from '../http/errors.ts';
import { parseWith } from '../http/parse.ts';
import { mintKey } from './new-key.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const route: Route = {
  method: 'post',
  path: '/v1/workspaces',
  summary: 'Create a workspace, or a new admin key of one',
  access: 'bootstrap token',
  body: { [JSON_TYPE]: createWorkspaceBodySchema },
  answers: { 201: jsonAnswer(createWorkspaceAnswerSchema, 'The admin key is shown here once.') },
};

/** `POST /v1/workspaces`, behind the bootstrap token (rule SHR8). */
export function mountWorkspaces(router: Router, deps: Deps): void {
  mount(router, route, async (c) => {
    const body = await readJson(c.req.raw, CONTROL_BODY);
    const { workspace } = parseWith(createWorkspaceBodySchema, body, 'invalid_body');
    const { credential, key } = await mintKey(deps, workspace, {
      name: 'admin',
      scopes: ['read', 'admin'],
      user: null,
      device: null,
    });
    const { created } = unwrap(await deps.hub(workspace).provision(workspace, key));
    return c.json({ workspace, adminKey: credential, created }, 201);
  });
}
