import { createWorkspaceAnswerSchema, createWorkspaceBodySchema } from '@claude-monitor/protocol';
import { unwrap } from '../../http/answer/errors.ts';
import { mintKey } from './new-key.ts';
import { jsonAnswer, mountOpen, route, type Router } from '../route.ts';

const createWorkspace = route({
  method: 'post',
  path: '/v1/workspaces',
  summary: 'Create a workspace, or a new admin key for one',
  access: 'bootstrap token',
  body: createWorkspaceBodySchema,
  answers: {
    201: jsonAnswer(createWorkspaceAnswerSchema, 'The admin key. It is shown only once.'),
  },
});

/** `POST /v1/workspaces`, behind the bootstrap token (rule SHR8). */
export function mountWorkspaces(router: Router): void {
  const { deps } = router;

  mountOpen(router, createWorkspace, async ({ c, body: { workspace } }) => {
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
