import type { Link } from '@claude-monitor/protocol';
import type { Grant } from '../../share/grant.ts';
import { refuse, unauthorized } from '../auth/access.ts';
import { note, type AdminDeed } from '../auth/audit.ts';
import type { AwakeHub } from '../awake.ts';
import { grantOf, type LinkHolder, type NewLink } from './links.ts';
import type { Answer, CredentialHash } from '../rpc.ts';
import { scopeNow, settledScope } from '../state/scope-now.ts';
import type { ViewerCredential } from '../live/viewers.ts';

/** Who reads: a link sees what it grants, a key (no grant) sees all. */
export type Reader = {
  hub: AwakeHub;
  grant: Grant | null;
  viewer: ViewerCredential;
  isAdmin: boolean;
};

/** Who holds the token or a cookie of a link that stands. */
export function linkReader(
  hub: AwakeHub,
  hash: CredentialHash,
  now: number,
): (Reader & { grant: Grant }) | null {
  const holder = hub.links.find(hash, now);
  if (holder === null) return null;
  const grant = seen(hub, holder, now);
  const { link, expiresAt } = grant;
  const id = holder.cookie === null ? link : `${link}.${holder.cookie.slice(0, 12)}`;
  return { hub, grant, viewer: { id, parent: link, link, expiresAt }, isAdmin: false };
}

/** Opens a link: the browser that traded the token for a cookie is a child of the link. */
export function openLink(
  hub: AwakeHub,
  { hash, cookie }: { hash: CredentialHash; cookie: CredentialHash },
  now: number,
): Answer<Grant> {
  const holder = hub.links.find(hash, now);
  if (holder === null) return unauthorized();
  hub.links.addCookie(holder, cookie, now);
  return { ok: true, value: seen(hub, holder, now) };
}

/** `isKnown`: history has the session that it is of. */
export function makeLink(
  hub: AwakeHub,
  { link, isKnown }: { link: NewLink; isKnown: boolean },
  deed: AdminDeed,
): Answer<Link> {
  const scope = settledScope(hub.present, link.scope, isKnown);
  if (!scope.ok) return scope;
  const made = hub.links.add({ ...link, scope: scope.value }, deed.by, deed.now);
  if (made === null) return refuse('conflict', 'This workspace has as many links as it may.');
  note(hub, 'link made', made, deed);
  return { ok: true, value: made };
}

/** Takes a link back: who looks through it is closed in the same turn. */
export function revokeLink(hub: AwakeHub, id: string, deed: AdminDeed): Answer<null> {
  const gone = hub.links.remove(id);
  if (gone === null) return refuse('not_found', 'There is no link with this id.');
  hub.viewers.closeOf([id]);
  note(hub, 'link revoked', gone, deed);
  return { ok: true, value: null };
}

/** Closes and forgets what has expired. */
export function endExpired(hub: AwakeHub, now: number): void {
  hub.viewers.closeExpired(now);
  hub.links.forgetExpired(now);
}

/** When the next link or login ends; Infinity: none will. */
export function nextExpiryOf({ links, viewers }: AwakeHub, now: number): number {
  return Math.min(links.nextExpiry(now) ?? Infinity, viewers.nextExpiry ?? Infinity);
}

function seen(hub: AwakeHub, holder: LinkHolder, now: number): Grant {
  const isFirst = hub.links.noteOpened(holder, now);
  if (isFirst) note(hub, 'link opened', holder.link, { by: null, now });
  const grant = grantOf(holder.link);
  return { ...grant, scope: scopeNow(hub.present, grant.scope) };
}
