import { AppError, PATCH_FORMS } from '@claude-monitor/protocol';
import { z } from 'zod';
import type { AppContext } from '../http/context.ts';
import { CREDENTIAL_HEADER } from '../hub/rpc.ts';
import { mount, route, type Router } from './route.ts';

const live = route({
  method: 'get',
  path: '/v1/live',
  summary: 'Open a WebSocket with live updates',
  description: 'A login cookie requires the exact Origin. 426 if the request is not an upgrade.',
  access: 'read',
  query: z.object({
    cursor: z.string().optional(),
    patches: z.enum(PATCH_FORMS).optional(),
  }),
  answers: { 101: { description: 'Frames follow: hello, a snapshot, then patches.' } },
});

/** `GET /v1/live`: hands the upgrade to the hub, which checks the credential and keeps the socket. */
export function mountLive(router: Router): void {
  mount(router, live, async ({ c, caller: { workspace, hash } }) => {
    if (c.req.header('upgrade')?.toLowerCase() !== 'websocket') {
      throw new AppError('upgrade_required', 'Send a WebSocket upgrade request.');
    }
    const answer = await router.deps.hub(workspace).fetch(upgradeFor(c, hash));
    // A refusal is made again: the headers of what was fetched can't be added to.
    return answer.status === 101 ? answer : new Response(answer.body, answer);
  });
}

/** The upgrade with the hash in place of the credential itself. */
function upgradeFor(c: AppContext, hash: string): Request {
  const request = new Request(c.req.raw);
  request.headers.delete('authorization');
  request.headers.delete('cookie');
  request.headers.set(CREDENTIAL_HEADER, hash);
  return request;
}
