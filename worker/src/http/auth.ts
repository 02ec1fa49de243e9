import { AppError } from '@claude-monitor/protocol';
import { KEY_REJECTED } from '@claude-monitor/protocol/client-faults';
import { getCookie } from 'hono/cookie';
import {
  bootstrapToken,
  isSameText,
  verifyCredential,
  type Caller,
  type DeploySecrets,
} from '../domain/credential/credential.ts';
import type { AppContext, Middleware } from './context.ts';

/**
 * The cookie of a login. Over https, browsers accept a "__Host-" cookie from this exact host only, so a
 * sibling subdomain can't plant its own login.
 */
export const sessionCookie = (origin: string): string =>
  isHttps(origin) ? '__Host-cm_session' : 'cm_session';

export const isHttps = (origin: string): boolean => origin.startsWith('https:');

/**
 * OTEL_EXPORTER_OTLP_HEADERS is written percent-encoded, and some exporters send it as it is written. No
 * credential holds a `%`: what separates and what follows share no character, so a hostile header is
 * read once, and not once for each way to cut it.
 */
const BEARER = /^bearer(?: |%20)+([^\s%]+)$/i;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
/**
 * What a browser says of a request that our own page or the reader made. A page on another port or
 * subdomain is of the same site, so SameSite=Strict gives it the cookie.
 */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);
const LIVE_PATH = '/v1/live';
const VERIFIED_KEPT = 1_000;

/** Who a credential claims to be; throws 401 for one that this deployment never made. */
export type CheckCredential = (credential: string) => Promise<Caller>;

/**
 * Filters credentials by their MAC (rule SHR1). What passed is remembered, bounded: only the filter
 * and the digest, for the permission is the hub's, asked with each call (rule SHR7).
 */
export function createCredentialCheck(secrets: DeploySecrets): CheckCredential {
  const verified = new Map<string, Caller>();
  return async (credential) => {
    const known = verified.get(credential);
    if (known !== undefined) return known;
    const caller = await verifyCredential(secrets, credential);
    if (caller === null) throw unauthorized(KEY_REJECTED);
    for (const oldest of verified.keys()) {
      if (verified.size < VERIFIED_KEPT) break;
      verified.delete(oldest);
    }
    verified.set(credential, caller);
    return caller;
  };
}

/** Lets a request pass that carries a key or the cookie of a login, and says whose it is. */
export function requireCredential(check: CheckCredential): Middleware {
  return async function authenticate(c, next) {
    c.set('caller', await check(credentialOf(c)));
    await next();
  };
}

/** Lets a request pass that carries the bootstrap token of the deploy secret in use (rule SHR8). */
export function requireBootstrapToken(secret: string): Middleware {
  return async function authenticateBootstrap(c, next) {
    if (!isSameText(bearerOf(c) ?? '', await bootstrapToken(secret))) {
      throw unauthorized('Send the bootstrap token of the deploy secret as bearer.');
    }
    await next();
  };
}

function credentialOf(c: AppContext): string {
  const bearer = bearerOf(c);
  if (bearer !== null) return bearer;
  const cookie = getCookie(c, sessionCookie(c.get('origin')));
  if (cookie === undefined)
    throw unauthorized('Send a key as Authorization: Bearer KEY, or log in.');
  guardCookie(c);
  return cookie;
}

/** Refuses what a browser may have sent with its cookie for a page of somebody else. */
export function guardCookie(c: AppContext): void {
  const site = c.req.header('sec-fetch-site') ?? 'none';
  if (!OWN_SITES.has(site)) {
    throw new AppError(
      'bad_origin',
      'Pages of another origin can’t use the login cookie. Open the dashboard at its own address.',
    );
  }
  // The guard has refused every foreign origin; here it must also be stated, for a browser sends the
  // cookie by itself.
  const changes = !SAFE_METHODS.has(c.req.method) || c.req.path.endsWith(LIVE_PATH);
  if (changes && c.req.header('origin') === undefined) {
    throw new AppError('bad_origin', 'A request with the login cookie needs an Origin header.');
  }
}

/** The credential in the header; null where there is no such header. */
export function bearerOf(c: AppContext): string | null {
  const header = c.req.header('authorization');
  if (header === undefined) return null;
  const bearer = BEARER.exec(header)?.[1];
  if (bearer === undefined) throw unauthorized('Send a key as Authorization: Bearer KEY.');
  return bearer;
}

const unauthorized = (message: string): AppError => new AppError('unauthorized', message);
