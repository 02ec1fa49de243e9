import { routePath } from 'hono/route';
import type { AppContext, Middleware } from './context.ts';
import { errorAnswer, isExpected, type Report } from './errors.ts';
import { isOtlpPath, otlpFailure } from './otlp-answer.ts';

/** Of every answer made here; static files and the live upgrade have their own. */
const SECURITY_HEADERS: Record<string, string> = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Puts the security headers on the answers of a mount. */
export const secureAnswers: Middleware = async (c, next) => {
  await next();
  for (const name in SECURITY_HEADERS) c.res.headers.set(name, SECURITY_HEADERS[name] ?? '');
};

/** Answers a failure, and reports it when nobody foresaw it. */
export function answerFailures(report: Report): (failure: unknown, c: AppContext) => Response {
  return (failure, c) => {
    if (!isExpected(failure)) {
      report({ what: `${c.req.method} ${routePath(c)}`, error: failure });
    }
    const { status, body, headers: ofError } = errorAnswer(failure);
    const headers = { ...SECURITY_HEADERS, ...ofError };
    if (!isOtlpPath(c.req.path)) return c.json(body, status, headers);
    return otlpFailure(c.req.raw, { status, body, headers });
  };
}
