import type { OpenHub } from './open-hub.ts';
import { callOf } from './commands/command.ts';
import { refusedUpgrade } from './live/refused-upgrade.ts';
import { CREDENTIAL_HEADER } from './rpc.ts';

/** The upgrade of a viewer; the Worker has put the hash of its credential into a header. */
export function acceptViewer(
  hub: OpenHub | null,
  request: Request,
  ctx: Pick<DurableObjectState, 'waitUntil'>,
): Response {
  const caller = callOf(hub, request.headers.get(CREDENTIAL_HEADER) ?? '', 'reader');
  if (!caller.ok) return refusedUpgrade(caller.error);
  const { hub: open, viewer, grant, isAdmin } = caller.value;
  const place = open.connectionLimits.admit(viewer, open.now());
  if (!place.ok) return refusedUpgrade(place.error);
  const { 0: client, 1: server } = new WebSocketPair();
  const { searchParams } = new URL(request.url);
  const cursor = searchParams.get('cursor');
  const form = searchParams.get('patches') === 'fields' ? 'fields' : 'whole';
  open.live.connect(server, { viewer, grant, isAdmin, cursor, form });
  if (viewer.expiresAt !== null) ctx.waitUntil(open.alarm.ringBy(viewer.expiresAt));
  return new Response(null, { status: 101, webSocket: client });
}
