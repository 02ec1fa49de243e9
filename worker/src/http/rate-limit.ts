import { AppError, LIMITS } from '@claude-monitor/protocol';
import type { Middleware } from './context.ts';
import type { Report } from './answer/errors.ts';

const { rateRequests, ratePeriodMs } = LIMITS;

export type IsWithinRate = (key: string) => Promise<boolean>;

/**
 * Refuses a key that asks more often than it may, before its body is read. Counted by credential: all who
 * hold the key share its rate. The platform counts in each of its places by itself, so this protects
 * what lies behind it and is no exact number.
 */
export function limitRate(isWithin: IsWithinRate, report: Report): Middleware {
  return async function rateLimit(c, next) {
    if (!(await isAllowed(c.get('caller').hash))) {
      throw new AppError(
        'rate_limited',
        `Rate limit: ${String(rateRequests)} requests per ${String(ratePeriodMs / 1_000)} s. Send larger batches, or retry later.`,
        { retryAfterSeconds: ratePeriodMs / 1_000 },
      );
    }
    await next();
  };

  /** A limiter that is away must not stop what it protects. */
  async function isAllowed(key: string): Promise<boolean> {
    try {
      return await isWithin(key);
    } catch (error) {
      report({ what: 'rate limit', error });
      return true;
    }
  }
}
