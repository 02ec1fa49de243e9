import type { Grant } from '../../share/grant.ts';
import type { OpenHub } from '../open-hub.ts';
import type { ViewerCredential } from '../live/viewers.ts';
import type { CredentialHash } from '../rpc.ts';
import { scopeNow } from '../state/scope-now.ts';
import { grantOf, type LinkHolder } from './links.ts';

type LinkCaller = { holder: LinkHolder; grant: Grant; viewer: ViewerCredential; isAdmin: boolean };

/** Who holds the token or a cookie of a link that stands; that it was opened is recorded. */
export function linkCaller(hub: OpenHub, hash: CredentialHash): LinkCaller | null {
  const now = hub.now();
  const holder = hub.links.find(hash, now);
  if (holder === null) return null;
  const { id: link, name, expiresAt } = holder.link;
  if (hub.links.recordOpened(holder, now)) {
    hub.audit.add({ at: now, kind: 'link_opened', by: null, id: link, name });
  }
  const grant = grantOf(holder.link);
  const id = holder.cookie === null ? link : `${link}.${holder.cookie.slice(0, 12)}`;
  return {
    holder,
    grant: { ...grant, scope: scopeNow(hub.workspaceState, grant.scope) },
    viewer: { id, parent: link, link, expiresAt },
    isAdmin: false,
  };
}

/** When the next link or login ends; Infinity: none will. */
export function nextExpiryOf({ links, viewers }: OpenHub, now: number): number {
  return Math.min(links.nextExpiry(now) ?? Infinity, viewers.nextExpiry ?? Infinity);
}

export function endExpired({ viewers, links }: OpenHub, now: number): void {
  viewers.closeExpired(now);
  links.forgetExpired(now);
}
