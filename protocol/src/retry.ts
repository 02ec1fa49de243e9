/** How long a sender waits before it tries again, and what it is asked to wait. All times are ms. */
export type RetryDelays = { firstMs: number; longestMs: number };

/** Past this a doubled number leaves the integers that a float holds. */
const MOST_DOUBLINGS = 40;

/** The wait after a failure, when `before` others in a row went before it: doubled each time. */
export function backoffMs(before: number, { firstMs, longestMs }: RetryDelays): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(before, MOST_DOUBLINGS));
}

/**
 * A wait of which `share` (0 to 1) is left to chance, so that senders that failed together do not come
 * back together; `random` is from 0 to 1.
 */
export function spreadMs(waitMs: number, share: number, random: number): number {
  return Math.round(waitMs * (1 - share + share * random));
}

/**
 * What `Retry-After` asks for, from 0 to `longestMs`; null when it says nothing that can be kept. Seconds
 * or an HTTP date (RFC 9110, 10.2.3); Discord sends fractions of a second.
 */
export function retryAfterMs(
  header: string | null,
  { now, longestMs }: { now: number; longestMs: number },
): number | null {
  const text = header?.trim() ?? '';
  const ms = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isFinite(ms) ? Math.round(Math.min(Math.max(ms, 0), longestMs)) : null;
}
