import { ERROR_STATUS } from '@claude-monitor/protocol';
import type { OpenHub } from './awake.ts';
import { callOf } from './commands/command.ts';
import { CREDENTIAL_HEADER, type HubError } from './rpc.ts';

const TOO_MANY_VIEWERS =
  'This workspace has as many viewers as it may; close a page and try again.';

/** The upgrade of a viewer; the Worker has put the hash of its credential into a header. */
export function acceptViewer(hub: OpenHub | null, request: Request): Response {
  const caller = callOf(hub, request.headers.get(CREDENTIAL_HEADER) ?? '', 'reader');
  if (!caller.ok) return refusedUpgrade(caller.error);
  const { hub: open, viewer, grant, isAdmin } = caller.value;
  if (open.viewers.isFull) {
    return refusedUpgrade({ code: 'rate_limited', message: TOO_MANY_VIEWERS });
  }
  const { 0: client, 1: server } = new WebSocketPair();
  const cursor = new URL(request.url).searchParams.get('cursor');
  open.live.welcome(server, { viewer, grant, isAdmin, cursor });
  return new Response(null, { status: 101, webSocket: client });
}

/** In the shape of every other error, for clients that can read the answer to an upgrade. */
function refusedUpgrade({ code, message }: Pick<HubError, 'code' | 'message'>): Response {
  return Response.json({ error: { code, message } }, { status: ERROR_STATUS[code] });
}
