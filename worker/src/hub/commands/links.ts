import type { AuditLine, Link } from '@claude-monitor/protocol';
import type { Grant } from '../../share/grant.ts';
import { refuse } from '../auth/access.ts';
import type { Answer, CredentialHash } from '../rpc.ts';
import type { NewLink } from '../share/links.ts';
import { resolvedScope } from '../state/scope-now.ts';
import { auditedChange, change, query, type Call } from './command.ts';

export const LINK_COMMANDS = {
  createLink: auditedChange({
    scope: 'admin',
    audit: 'link_created',
    run: createLink,
    after: async ({ alarm }, { expiresAt }) => {
      await alarm.ringBy(expiresAt);
    },
  }),
  listLinks: query({ scope: 'admin', run: listLinks }),
  revokeLink: auditedChange({ scope: 'admin', audit: 'link_revoked', run: revokeLink }),
  /** What the link of the caller shows. */
  grant: query({ scope: 'link', run: ({ grant }) => ({ ok: true, value: grant }) }),
  openLink: change({ scope: 'link', run: openLink }),
  audit: query({ scope: 'admin', run: listAudit }),
};

/** Of a session by any of its ids; `isKnown`: history has the session that it is of. */
function createLink(
  { hub, credential }: Call<'admin'>,
  link: NewLink,
  isKnown: boolean,
): Answer<Link> {
  const scope = resolvedScope(hub.workspaceState, link.scope, isKnown);
  if (!scope.ok) return scope;
  const made = hub.links.add({ ...link, scope: scope.value }, credential.name, hub.now());
  if (made === null)
    return refuse('conflict', 'This workspace has reached its limit of links. Revoke one first.');
  return { ok: true, value: made };
}

function listLinks({ hub: { links, viewers } }: Call<'admin'>): Answer<Link[]> {
  return { ok: true, value: links.list((id) => viewers.countOfLink(id)) };
}

/** Its cookies are worth nothing, and who looks through it is closed in the same turn. */
function revokeLink({ hub }: Call<'admin'>, id: string): Answer<Link> {
  const gone = hub.links.remove(id);
  if (gone === null) return refuse('not_found', 'Link not found.');
  hub.viewers.closeOf([id]);
  return { ok: true, value: gone };
}

/** The browser that traded the token for a cookie is a child of the link; it dies with the link. */
function openLink({ hub, holder, grant }: Call<'link'>, cookie: CredentialHash): Answer<Grant> {
  hub.links.addCookie(holder, cookie, hub.now());
  return { ok: true, value: grant };
}

function listAudit({ hub }: Call<'admin'>): Answer<AuditLine[]> {
  return { ok: true, value: hub.audit.list() };
}
