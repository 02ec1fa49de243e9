import type { HubRpc } from './hub/commands.ts';

/** A workspace's hub, as the HTTP side sees it; `fetch` takes the upgrade of a live viewer. */
export type HubStub = HubRpc & { fetch(request: Request): Promise<Response> };
