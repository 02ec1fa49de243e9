import { LIMITS, loginAnswerSchema, loginBodySchema } from '@claude-monitor/protocol';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import {
  CREDENTIAL_RANDOM_BYTES,
  hashCredential,
  mintCredential,
} from '../domain/credential/credential.ts';
import { hubOf } from '../http/call-hub.ts';
import { isHttps, sessionCookie, type CheckCredential } from '../http/auth.ts';
import type { AppContext } from '../http/context.ts';
import { jsonAnswer, mount, mountOpen, route, type Router } from './route.ts';

const login = route({
  method: 'post',
  path: '/v1/login',
  summary: 'Log in a browser with a key that has the scope read',
  access: 'nothing',
  body: loginBodySchema,
  answers: {
    200: jsonAnswer(
      loginAnswerSchema,
      'Logged in; the answer sets a cookie. 401 for an invalid key.',
    ),
  },
});

const logout = route({
  method: 'post',
  path: '/v1/logout',
  summary: 'Log out',
  access: 'read',
  answers: { 204: { description: 'Logged out.' } },
});

/** `POST /v1/login`: a key in exchange for a cookie, which is a credential of its own, child of the key. */
export function mountLogin(router: Router, check: CheckCredential): void {
  const { deps } = router;

  mountOpen(router, login, async ({ c, body }) => {
    const caller = await check(body.key);
    const random = deps.randomBytes(CREDENTIAL_RANDOM_BYTES);
    const cookie = await mintCredential(deps.secrets.current, caller.workspace, random);
    const had = getCookie(c, sessionCookie(c.get('origin')));
    const presented = await hashOf(had, caller.workspace);
    const { isPresentedKept, ...answer } = await hubOf(deps, caller)('login', {
      hash: await hashCredential(cookie),
      expiresAt: deps.now() + LIMITS.cookieMs,
      ...(presented === null ? {} : { presented }),
    });
    const kept = isPresentedKept && had !== undefined ? had : cookie;
    setCookie(c, sessionCookie(c.get('origin')), kept, {
      ...cookieOptions(c),
      maxAge: LIMITS.cookieMs / 1_000,
    });
    return c.json(answer, 200);
  });

  /** Of a cookie that the browser has of this workspace; one of an earlier life is of no use. */
  async function hashOf(cookie: string | undefined, workspace: string): Promise<string | null> {
    if (cookie === undefined) return null;
    const caller = await check(cookie).catch(() => null);
    return caller?.workspace === workspace ? caller.hash : null;
  }
}

export function mountLogout(router: Router): void {
  mount(router, logout, async ({ c, hub }) => {
    await hub('logout');
    deleteCookie(c, sessionCookie(c.get('origin')), cookieOptions(c));
    return c.body(null, 204);
  });
}

const cookieOptions = (c: AppContext): CookieOptions => ({
  httpOnly: true,
  sameSite: 'Strict',
  path: '/',
  secure: isHttps(c.get('origin')),
});
