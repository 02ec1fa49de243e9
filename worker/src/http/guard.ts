import { AppError } from '@claude-monitor/protocol';
import type { Middleware } from './context.ts';

/**
 * Refuses a request for a host that is not ours (a name rebound to this address), and one that a page
 * of another origin sent (rule SHR6). There are no CORS headers: pages of other origins get nothing.
 */
export function guardHostAndOrigin(allowedHosts: ReadonlySet<string> | null): Middleware {
  return async function guard(c, next) {
    if (allowedHosts !== null && !allowedHosts.has(hostOf(c.req.url))) {
      throw new AppError('bad_host', 'This host is not served here. Set ALLOWED_HOSTS to add it.');
    }
    const origin = c.req.header('origin');
    if (origin !== undefined && origin !== originOf(c.req.url)) {
      throw new AppError('bad_origin', 'Pages of another origin may not call this.');
    }
    await next();
  };
}

/** Scheme, host and port of an absolute URL. */
export const originOf = (url: string): string => new URL(url).origin;

const hostOf = (url: string): string => new URL(url).host;
