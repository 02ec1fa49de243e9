import { AppError } from '@claude-monitor/protocol';
import type { Middleware } from './context.ts';

export type Addresses = {
  /** Hosts that may be asked for beside that of the public URL; null where the platform routes by host (rule SHR6). */
  allowedHosts: ReadonlySet<string> | null;
  /** The origin that browsers see, as the operator says; null: the one that is asked for. */
  publicUrl: string | null;
  /**
   * What listens speaks plain http, and the runtime takes scheme and address from headers that anybody can
   * send (`X-Forwarded-Proto`, `MF-Original-URL`): neither is believed.
   */
  isPlainHttp: boolean;
};

/**
 * Refuses a request for a host that is not ours (a name rebound to this address), and one that a page
 * of another origin sent (rule SHR6). There are no CORS headers: pages of other origins get nothing. Says to
 * all behind it where the browser is: a proxy may end TLS before this and write another host, so that is the
 * public URL, where there is one.
 */
export function guardHostAndOrigin(addresses: Addresses): Middleware {
  const { allowedHosts, publicUrl } = addresses;
  const publicHost = publicUrl === null ? null : new URL(publicUrl).hostname;
  return async function guard(c, next) {
    c.set('origin', publicUrl ?? new URL(c.req.url).origin);
    const requested = requestedUrl(c.req.raw, addresses);
    c.set('origin', publicUrl ?? requested.origin);
    // By its name alone: a proxy may leave the port out.
    const isPublic = requested.hostname === publicHost;
    if (allowedHosts !== null && !isPublic && !allowedHosts.has(requested.host)) throw badHost();
    const origin = c.req.header('origin');
    // By its own name the public URL is asked for in its scheme only.
    const isOwn = origin === publicUrl || (!isPublic && origin === requested.origin);
    if (origin !== undefined && !isOwn) throw badOrigin();
    await next();
  };
}

function requestedUrl({ url, headers }: Request, { isPlainHttp }: Addresses): URL {
  const host = headers.get('host');
  if (!isPlainHttp || host === null) return new URL(url);
  const address = `http://${host}`;
  if (!URL.canParse(address)) throw badHost();
  return new URL(address);
}

const badHost = (): AppError =>
  new AppError(
    'bad_host',
    'Unknown host. Behind a proxy, set PUBLIC_URL to the address that browsers use; add other hosts to ALLOWED_HOSTS.',
  );

const badOrigin = (): AppError =>
  new AppError(
    'bad_origin',
    'Cross-origin requests aren’t allowed. If this is the monitor itself behind a proxy, set PUBLIC_URL to the address that browsers use.',
  );
