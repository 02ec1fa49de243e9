import { AppError } from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
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

/** What no route answers is a static file or a page of the dashboard. */
export function mountStaticFiles(app: App, deps: Deps): void {
  app.notFound(async (c) => {
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!isRead || c.req.path === '/v1' || c.req.path.startsWith('/v1/')) {
      throw new AppError('not_found', 'There is nothing at this address. See /openapi.json.');
    }
    return await deps.assets.fetch(c.req.raw);
  });
}
