import { OTLP_SIGNALS } from '@claude-monitor/sources';
import { Hono } from 'hono';
import type { Deps } from './deps.ts';
import { answerFailures, secureAnswers } from './http/answers.ts';
import { createCredentialCheck, requireBootstrapToken, requireCredential } from './http/auth.ts';
import type { AppEnv } from './http/context.ts';
import { guardHostAndOrigin } from './http/guard.ts';
import { pathOf } from './http/path.ts';
import { limitRate } from './http/rate-limit.ts';
import { mountAlerts } from './routes/alerts.ts';
import { mountChannels } from './routes/channels.ts';
import { mountClientPackage } from './routes/client-package.ts';
import { mountMethodNotAllowed, mountStaticFiles } from './routes/fallback.ts';
import { mountHealth } from './routes/health.ts';
import { mountHistory } from './routes/history.ts';
import { mountHooks } from './routes/hooks.ts';
import { mountIngest } from './routes/ingest.ts';
import { mountKeys } from './routes/keys.ts';
import { mountLinks } from './routes/links.ts';
import { mountLive } from './routes/live.ts';
import { mountLogin, mountLogout } from './routes/login.ts';
import { mountMcp } from './routes/mcp.ts';
import { mountOpenApi } from './routes/openapi.ts';
import { mountLink, mountOpenLink } from './routes/open-link.ts';
import { mountOtlp } from './routes/otlp.ts';
import { mountVerify } from './routes/verify.ts';
import { mountParked } from './routes/parked.ts';
import { mountRetention } from './routes/retention.ts';
import { mountQuestions } from './routes/questions.ts';
import type { App, Router } from './routes/route.ts';
import { mountSharedPages } from './routes/shared-pages.ts';
import { mountStatus } from './routes/status.ts';
import { mountUnknownNames } from './routes/unknown-names.ts';
import { mountWorkspaces } from './routes/workspaces.ts';

/** Our own answers; all other paths are static files, with headers of their own. */
const OWN_PATHS = ['/v1/*', '/mcp', '/metrics', '/healthz', '/openapi.json', '/claude-monitor.tgz'];

/** Where events come in. */
const WAYS_IN = [
  '/v1/events',
  '/v1/hooks/claude-code',
  ...OTLP_SIGNALS.map((signal) => `/v1/${signal}`),
  '/mcp',
];

/**
 * The Worker's routes. The order is the rule: what is mounted above a credential's middleware is open,
 * what is mounted below is not (rule SHR3).
 */
export function createApp(deps: Deps): App {
  const app: App = new Hono<AppEnv>({ getPath: pathOf });
  const router: Router = { app, routes: [] };
  const check = createCredentialCheck(deps.secrets);
  const authenticate = requireCredential(check);

  app.onError(answerFailures(deps.report));
  app.use(guardHostAndOrigin(deps));

  for (const path of OWN_PATHS) app.use(path, secureAnswers);
  mountHealth(router);
  mountOpenApi(router);
  mountClientPackage(router, deps);
  mountLogin(router, deps, check);
  mountOpenLink(router, deps, check);
  mountSharedPages(app);

  app.on('POST', '/v1/workspaces', requireBootstrapToken(deps.secrets.current));
  mountWorkspaces(router, deps);

  app.use('/v1/*', authenticate);
  app.use('/mcp', authenticate);
  app.use('/metrics', authenticate);
  app.on('POST', WAYS_IN, limitRate(deps.isWithinRate, deps.report));
  mountIngest(router, deps);
  mountHooks(router, deps);
  mountOtlp(router, deps);
  mountLogout(router, deps);
  mountKeys(router, deps);
  mountLink(router, deps);
  mountLinks(router, deps);
  mountHistory(router, deps);
  mountQuestions(router, deps);
  mountMcp(router, deps);
  mountLive(router, deps);
  mountStatus(router, deps);
  mountUnknownNames(router, deps);
  mountParked(router, deps);
  mountVerify(router, deps);
  mountRetention(router, deps);
  mountChannels(router, deps);
  mountAlerts(router, deps);

  mountMethodNotAllowed(app);
  mountStaticFiles(app, deps);
  return app;
}
