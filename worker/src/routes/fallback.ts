import { AppError } from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { adviceFor, wantsPage } from '../http/path.ts';
import type { App } from './route.ts';

/** Answers the wrong method of every route mounted so far with 405 and what is allowed. */
export function mountMethodNotAllowed(app: App): void {
  const allowed = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    const methods = allowed.get(path) ?? new Set();
    methods.add(method);
    if (method === 'GET') methods.add('HEAD');
    allowed.set(path, methods);
  }
  for (const [path, methods] of allowed) {
    const allow = [...methods].sort().join(', ');
    app.all(path, (c) => {
      c.header('allow', allow);
      throw new AppError('method_not_allowed', `Use ${allow}.`);
    });
  }
}

/**
 * What no route answers is a static file or a page of the dashboard, which is one file for all addresses.
 * A missing file is missing: the page in its place would be kept for a year as that script. A program is
 * reported that there is nothing, in JSON.
 */
export function mountStaticFiles(app: App, deps: Deps): void {
  app.notFound(async (c) => {
    const { method, path, raw } = c.req;
    const isRead = method === 'GET' || method === 'HEAD';
    if (!isRead || path === '/v1' || path.startsWith('/v1/')) throw nothingAt(path);
    const file = await deps.assets.fetch(raw);
    if (file.status !== 404) return file;
    await file.body?.cancel();
    if (!wantsPage(path, c.req.header('accept'))) throw nothingAt(path);
    return await deps.assets.fetch(new Request(new URL('/', raw.url), raw));
  });
}

const nothingAt = (path: string): AppError => new AppError('not_found', adviceFor(path));
