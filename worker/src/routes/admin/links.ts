import {
  auditAnswerSchema,
  createLinkAnswerSchema,
  createLinkBodySchema,
  linksAnswerSchema,
  SHARE_PATH,
  type ShareScope,
} from '@claude-monitor/protocol';
import type { Deps } from '../../deps.ts';
import { encodeBase62 } from '../../domain/credential/base62.ts';
import {
  CREDENTIAL_RANDOM_BYTES,
  hashCredential,
  mintCredential,
} from '../../domain/credential/credential.ts';
import { framePass } from '../../http/frame-pass.ts';
import { refuseHiddenFilters } from '../../share/refuse-view.ts';
import { answerOrUnavailable } from '../history/history.ts';
import { exportedItems } from '../export/exported.ts';
import { idParams, jsonAnswer, mount, route, type Router } from '../route.ts';

const LINK_ID_BYTES = 9;
const SALT_BYTES = 24;

const listLinks = route({
  method: 'get',
  path: '/v1/links',
  summary: 'List share links, without their URLs',
  access: 'admin',
  answers: { 200: jsonAnswer(linksAnswerSchema, 'All links, newest first.') },
  exported: exportedItems('links', linksAnswerSchema),
});

const createLink = route({
  method: 'post',
  path: '/v1/links',
  summary: 'Create a share link to a live dashboard',
  description:
    'Read-only access to the workspace, a project or a session, until it expires. Redacted by default: ' +
    'names that you do not allow are pseudonyms, and texts are left out.',
  access: 'admin',
  body: createLinkBodySchema,
  answers: {
    201: jsonAnswer(createLinkAnswerSchema, 'The link. Its URL is shown only once.'),
    404: { description: 'Session not found.' },
  },
});

const revokeLink = route({
  method: 'delete',
  path: '/v1/links/:id',
  params: idParams,
  summary: 'Revoke a share link and disconnect its viewers',
  access: 'admin',
  answers: { 204: { description: 'Revoked. 404 if there is no such link.' } },
});

const audit = route({
  method: 'get',
  path: '/v1/audit',
  summary: 'Audit log of keys, links, channels, rules and deletions',
  access: 'admin',
  answers: { 200: jsonAnswer(auditAnswerSchema, 'Newest first.') },
  exported: exportedItems('audit', auditAnswerSchema),
});

/** `/v1/links` and `/v1/audit`: links are signed here, kept and checked by the hub (rules SHR1, SHR7). */
export function mountLinks(router: Router): void {
  const { deps } = router;

  mount(router, listLinks, async ({ c, hub }) => {
    return c.json({ items: await hub('listLinks') }, 200);
  });

  mount(router, createLink, async ({ c, caller, hub, body }) => {
    const { name, scope, expiresInMs, isRedacted, shows, opens = null, frameOrigins } = body;
    if (opens !== null) refuseHiddenFilters(opens, { isRedacted, shows });
    const random = deps.randomBytes(CREDENTIAL_RANDOM_BYTES);
    const token = await mintCredential(deps.secrets.current, caller.workspace, random);
    // The hub checks the caller first; only then is history asked whether there is such a session.
    const items = await hub('listLinks');
    const found = await foundSession(deps, caller.workspace, scope);
    const about = {
      id: encodeBase62(deps.randomBytes(LINK_ID_BYTES)),
      hash: await hashCredential(token),
      name: name ?? `Link ${String(items.length + 1)}`,
      scope: found ?? scope,
      isRedacted,
      shows: [...new Set(shows)],
      salt: encodeBase62(deps.randomBytes(SALT_BYTES)),
      expiresAt: deps.now() + expiresInMs,
      opens,
      frameOrigins: [...new Set(frameOrigins)],
    };
    const link = await hub('createLink', about, found !== null);
    const base = `${c.get('origin')}${SHARE_PATH}`;
    const pass = await framePass(deps.secrets.current, { link: link.id, origins: frameOrigins });
    const frameUrl = frameOrigins.length === 0 ? null : `${base}/${link.id}?${pass}#${token}`;
    return c.json({ ...link, url: `${base}#${token}`, frameUrl }, 201);
  });

  mount(router, revokeLink, async ({ c, hub, params }) => {
    await hub('revokeLink', params.id);
    return c.body(null, 204);
  });

  mount(router, audit, async ({ c, hub }) => {
    return c.json({ items: await hub('audit') }, 200);
  });
}

/** The session that history finds by the id that was given; the hub looks among those it has itself. */
async function foundSession(deps: Deps, workspace: string, scope: ShareScope) {
  if (scope.kind !== 'session') return null;
  const found = await answerOrUnavailable('the session of a link', deps, () =>
    deps.history.session(workspace, scope.session),
  );
  return found === null ? null : { kind: 'session' as const, session: found.session.id };
}
