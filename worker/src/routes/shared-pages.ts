import { ACKNOWLEDGE_PATH, SHARE_PATH } from '@claude-monitor/protocol';
import type { DeploySecrets } from '../domain/credential/credential.ts';
import { guardCookie } from '../http/auth.ts';
import type { AppContext, Middleware } from '../http/context.ts';
import { framedBy } from '../http/frame-pass.ts';
import { linkCookieOf } from '../http/link-cookie.ts';
import type { App } from './route.ts';

const API = `${SHARE_PATH}/:link/v1/*`;

/** Of all that a link sees: not to be found, passed on or kept. */
const SHARED_HEADERS: Record<string, string> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow, noarchive',
};

/**
 * What lies below `/s`: the API as a link's cookie opens it, and the pages. A request below a link's
 * path is made with that link's cookie and nothing else it carries, so a login beside it does not count;
 * it is then a request of `/v1` like any other.
 */
export function mountSharedPages(app: App, secrets: DeploySecrets): void {
  app.use(`${SHARE_PATH}/*`, sharedHeaders);
  app.use(ACKNOWLEDGE_PATH, sharedHeaders);
  app.use(`${SHARE_PATH}/:link`, frameHeaders(secrets));
  app.all(API, (c) => app.fetch(asLink(c)));
}

const sharedHeaders: Middleware = async (c, next) => {
  await next();
  // The answer to an upgrade is the hub's and can't be changed.
  if (c.res.status === 101) return;
  for (const name in SHARED_HEADERS) c.header(name, SHARED_HEADERS[name]);
};

/** The page of a link, for the sites that may show it in a frame. */
function frameHeaders(secrets: DeploySecrets): Middleware {
  return async function framed(c, next) {
    const link = c.req.param('link') ?? '';
    const origins = await framedBy(secrets, link, new URL(c.req.url).searchParams);
    await next();
    if (origins === null || !(c.res.headers.get('content-type') ?? '').includes('text/html'))
      return;
    c.header('content-security-policy', `frame-ancestors ${origins}`);
    c.header('x-frame-options', undefined);
  };
}

function asLink(c: AppContext): Request {
  const cookie = linkCookieOf(c, c.req.param('link') ?? '');
  guardCookie(c);
  const url = new URL(c.req.url);
  url.pathname = url.pathname.slice(url.pathname.indexOf('/v1/'));
  const request = new Request(url, c.req.raw);
  request.headers.delete('cookie');
  request.headers.set('authorization', `Bearer ${cookie}`);
  return request;
}
