import { AppError, SHARE_PATH } from '@claude-monitor/protocol';
import { getCookie, setCookie } from 'hono/cookie';
import { isHttps } from './auth.ts';
import type { AppContext } from './context.ts';

/**
 * The cookie of a link is sent below the link's own path and nowhere else, and is looked for there by the
 * link's name: what is open beside it, a login or another link, neither sees it nor is seen through it.
 */
const linkCookie = (origin: string, link: string): string =>
  `${isHttps(origin) ? '__Secure-' : ''}cm_link_${link}`;

const linkPath = (link: string): string => `${SHARE_PATH}/${link}`;

export function setLinkCookie(
  c: AppContext,
  {
    link,
    cookie,
    maxAgeMs,
    isFramed,
  }: { link: string; cookie: string; maxAgeMs: number; isFramed: boolean },
): void {
  setCookie(c, linkCookie(c.get('origin'), link), cookie, {
    httpOnly: true,
    path: linkPath(link),
    // In a frame of another site only a cookie of that very pair of sites is kept.
    ...(isFramed
      ? { sameSite: 'None', secure: true, partitioned: true }
      : { sameSite: 'Strict', secure: isHttps(c.get('origin')) }),
    maxAge: Math.floor(maxAgeMs / 1_000),
  });
}

/** The cookie of the link below whose path a request is made. */
export function linkCookieOf(c: AppContext, link: string): string {
  const cookie = getCookie(c, linkCookie(c.get('origin'), link));
  if (cookie === undefined) throw new AppError('unauthorized', 'Open the link again.');
  return cookie;
}
