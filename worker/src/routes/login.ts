import { LIMITS, loginAnswerSchema, loginBodySchema } from '@claude-monitor/protocol';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { CREDENTIAL_RANDOM_BYTES, hashCredential, mintCredential } from '../domain/credential.ts';
import { isHttps, sessionCookie, type CheckCredential } from '../http/auth.ts';
import { CONTROL_BODY, readJson } from '../http/body.ts';
import type { AppContext } from '../http/context.ts';
import { parseWith } from '../http/parse.ts';
import { JSON_TYPE, jsonAnswer, mount, type Route, type Router } from './route.ts';

const login: Route = {
  method: 'post',
  path: '/v1/login',
  summary: 'Log a browser in with a key of scope read; the answer sets a cookie',
  access: 'nothing',
  body: { [JSON_TYPE]: loginBodySchema },
  answers: { 200: jsonAnswer(loginAnswerSchema, 'Logged in; 401 for a wrong key.') },
};

const logout: Route = {
  method: 'post',
  path: '/v1/logout',
  summary: 'End the login of the cookie',
  access: 'read',
  answers: { 204: { description: 'Logged out.' } },
};

/** `POST /v1/login`: a key in exchange for a cookie, which is a credential of its own, child of the key. */
export function mountLogin(router: Router, deps: Deps, check: CheckCredential): void {
  mount(router, login, async (c) => {
    const { key } = parseWith(
      loginBodySchema,
      await readJson(c.req.raw, CONTROL_BODY),
      'invalid_body',
    );
    const caller = await check(key);
    const random = deps.randomBytes(CREDENTIAL_RANDOM_BYTES);
    const cookie = await mintCredential(deps.secrets.current, caller.workspace, random);
    const had = getCookie(c, sessionCookie(c.get('origin')));
    const presented = await hashOf(had, caller.workspace);
    const { isPresentedKept, ...answer } = await callHub(deps, caller, 'login', {
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

/** `POST /v1/logout`. */
export function mountLogout(router: Router, deps: Deps): void {
  mount(router, logout, async (c) => {
    const caller = c.get('caller');
    await callHub(deps, caller, 'logout');
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
