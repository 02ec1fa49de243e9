import { routePath } from 'hono/route';
import type { AppContext, Middleware } from '../context.ts';
import { discardBody } from '../body/discard-rest.ts';
import { errorAnswer, isExpected, type Report } from './errors.ts';
import { isOtlpPath, otlpFailure } from './otlp-answer.ts';
import { securityHeaders } from './security-headers.ts';

const SWITCHING_PROTOCOLS = 101;

/**
 * Puts the security headers on the answers of a mount; an upgrade has none that a browser reads. Straight
 * onto the answer: `c.header` makes a new one of it for each, a tenth of what a small post costs.
 */
export const secureAnswers: Middleware = async (c, next) => {
  await next();
  const { status, headers } = c.res;
  if (status === SWITCHING_PROTOCOLS) return;
  for (const [name, value] of Object.entries(securityHeaders(c.get('origin'))))
    headers.set(name, value);
};

/** Answers a failure, when all of its body is gone, and reports it when nobody foresaw it. */
export function answerFailures(
  report: Report,
): (failure: unknown, c: AppContext) => Promise<Response> {
  return async (failure, c) => {
    if (!isExpected(failure)) {
      report({ what: `${c.req.method} ${routePath(c)}`, error: failure });
    }
    await discardBody(c.req.raw);
    const { status, body, headers: ofError } = errorAnswer(failure);
    const headers = { ...securityHeaders(c.get('origin')), ...ofError };
    if (!isOtlpPath(c.req.path)) return c.json(body, status, headers);
    return otlpFailure(c.req.raw, { status, body, headers });
  };
}
