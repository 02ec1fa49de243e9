import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Why a request is refused; null: it may pass. */
export type Refusal = { status: 401 | 403; message: string } | null;

/**
 * Who may speak to the relay: a process that knows this user's secret. A web page does not, and what a browser
 * sends (Origin, a host name that was made to point here) is refused before the secret is looked at.
 */
export function refusalOf(
  headers: Headers,
  expected: { port: number; secret: string; secretInPath: string | null },
): Refusal {
  const { port, secret, secretInPath } = expected;
  const hosts = ['127.0.0.1', 'localhost', '[::1]'].map((host) => `${host}:${String(port)}`);
  if (!hosts.includes(textOf(headers['host']).toLowerCase())) {
    return {
      status: 403,
      message: 'This Claude Monitor relay accepts requests from this machine only.',
    };
  }
  if (headers['origin'] !== undefined || headers['sec-fetch-site'] !== undefined) {
    return { status: 403, message: 'Web pages can’t call this relay.' };
  }
  const inHeader = /^Bearer\s+(.*)$/i.exec(decoded(textOf(headers['authorization'])))?.[1];
  const presented = inHeader ?? secretInPath ?? '';
  return isSame(presented, secret)
    ? null
    : {
        status: 401,
        message: 'This machine’s secret is missing or wrong. Run `claude-monitor init`.',
      };
}

/** Shows that a relay knows the secret, to one who must not say it to a stranger on its port. */
export const proofOf = (secret: string, nonce: string): string =>
  createHmac('sha256', secret).update(`claude-monitor relay ${nonce}`).digest('hex');

/** `/key/SECRET/v1/logs`: for a client whose exporter can be given an address, but no header. */
export function splitPath(path: string): { path: string; secretInPath: string | null } {
  const match = /^\/key\/([^/]+)(\/.*)$/.exec(path);
  return match === null
    ? { path, secretInPath: null }
    : { path: match[2] ?? '/', secretInPath: match[1] ?? '' };
}

/** Exporters send the space of their variable as it is, or encoded. */
const decoded = (text: string): string => text.replace(/^Bearer%20/i, 'Bearer ');

const isSame = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const textOf = (value: string | string[] | undefined): string =>
  typeof value === 'string' ? value : '';
