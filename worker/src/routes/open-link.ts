import { AppError, LIMITS, linkViewSchema, type ErrorCode } from '@claude-monitor/protocol';
import { cookieOfLink, hashCredential } from '../domain/credential/credential.ts';
import { hubOf } from '../http/call-hub.ts';
import { bearerOf, type CheckCredential } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { setLinkCookie } from '../http/link-cookie.ts';
import { linkViewOf } from '../share/grant.ts';
import { jsonAnswer, mount, mountOpen, route, type Router } from './route.ts';

const open = route({
  method: 'post',
  path: '/v1/link',
  summary: "Exchange a share link's token for a cookie of that link",
  access: 'link',
  answers: { 200: jsonAnswer(linkViewSchema, 'What the link shows.') },
});

const look = route({
  method: 'get',
  path: '/v1/link',
  summary: 'Get what the share link of the caller shows, and until when',
  access: 'link',
  answers: { 200: jsonAnswer(linkViewSchema, 'What the link shows.') },
});

/** A credential that is not known, and one that is no link's. */
const OF_NO_LINK: ReadonlySet<ErrorCode> = new Set(['unauthorized', 'forbidden']);

/**
 * `POST /v1/link`. What has ended, was taken back, or was mistyped is answered alike, word for word and
 * after the same time: a link reveals nothing once it is of no use.
 */
export function mountOpenLink(router: Router, check: CheckCredential): void {
  const { deps } = router;

  mountOpen(router, open, async ({ c }) => {
    const noSooner = deps.sleep(LIMITS.linkRefusalMs);
    try {
      return await opened(c);
    } catch (error) {
      if (!(error instanceof AppError) || !OF_NO_LINK.has(error.code)) throw error;
      await noSooner;
      throw new AppError('unauthorized', 'This link has expired, was revoked, or is not valid.');
    }
  });

  async function opened(c: AppContext): Promise<Response> {
    const token = bearerOf(c) ?? '';
    const caller = await check(token);
    const cookie = await cookieOfLink(deps.secrets.current, caller.workspace, token);
    const grant = await hubOf(deps, caller)('openLink', await hashCredential(cookie));
    const maxAgeMs = grant.expiresAt - deps.now();
    setLinkCookie(c, { link: grant.link, cookie, maxAgeMs, isFramed: grant.isFramed === true });
    return c.json(linkViewOf(grant, caller.workspace), 200);
  }
}

export function mountLink(router: Router): void {
  mount(router, look, async ({ c, caller, hub }) => {
    return c.json(linkViewOf(await hub('grant'), caller.workspace), 200);
  });
}
