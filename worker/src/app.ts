import { OTLP_SIGNALS } from '@claude-monitor/receivers';
import { Hono } from 'hono';
import type { Deps } from './deps.ts';
import { answerFailures, secureAnswers } from './http/answer/answers.ts';
import { createCredentialCheck, requireBootstrapToken, requireCredential } from './http/auth.ts';
import type { AppEnv } from './http/context.ts';
import { guardHostAndOrigin } from './http/guard.ts';
import { pathOf } from './http/path.ts';
import { limitRate } from './http/rate-limit.ts';
import { mountAlerts } from './routes/admin/alerts.ts';
import { mountChannels } from './routes/admin/channels.ts';
import { mountAcknowledge } from './routes/acknowledge.ts';
import { mountClientPackage } from './routes/client-package.ts';
import { mountMethodNotAllowed, mountStaticFiles } from './routes/fallback.ts';
import { mountHealth } from './routes/health.ts';
import { mountHistory } from './routes/history/history.ts';
import { mountSessionExports } from './routes/history/session-exports.ts';
import { mountIncidents } from './routes/incidents.ts';
import { mountHooks } from './routes/ingest/hooks.ts';
import { mountIngest } from './routes/ingest/events.ts';
import { mountKeys } from './routes/admin/keys.ts';
import { mountLabels } from './routes/admin/labels.ts';
import { mountLinks } from './routes/admin/links.ts';
import { mountLive } from './routes/live.ts';
import { mountLogin, mountLogout } from './routes/login.ts';
import { mountMcp } from './routes/mcp.ts';
import { mountOpenApi } from './routes/openapi.ts';
import { mountLink, mountOpenLink } from './routes/open-link.ts';
import { mountOtlp } from './routes/ingest/otlp.ts';
import { mountVerify } from './routes/admin/verify.ts';
import { mountParked } from './routes/admin/parked.ts';
import { mountBudgets } from './routes/admin/budgets.ts';
import { mountSchedules } from './routes/admin/schedules.ts';
import { mountReports } from './routes/history/reports.ts';
import { mountWaste } from './routes/history/waste.ts';
import { mountRetention } from './routes/admin/retention.ts';
import { mountPush } from './routes/push.ts';
import { mountQuestions } from './routes/history/questions.ts';
import type { App, Router } from './routes/route.ts';
import { mountSharedPages } from './routes/shared-pages.ts';
import { mountStatus } from './routes/status.ts';
import { mountUnknownNames } from './routes/admin/unknown-names.ts';
import { mountViews } from './routes/admin/views.ts';
import { mountWorkspaces } from './routes/admin/workspaces.ts';

/** Our own answers; all other paths are static files, with headers of their own. */
const OWN_PATHS = ['/v1/*', '/mcp', '/metrics', '/healthz', '/openapi.json', '/claude-monitor.tgz'];

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
  const router: Router = { app, routes: [], deps };
  const check = createCredentialCheck(deps.secrets);
  const authenticate = requireCredential(check);

  app.onError(answerFailures(deps.report));
  app.use(guardHostAndOrigin(deps));

  for (const path of OWN_PATHS) app.use(path, secureAnswers);
  mountHealth(router);
  mountOpenApi(router);
  mountClientPackage(router);
  mountLogin(router, check);
  mountOpenLink(router, check);
  mountAcknowledge(router, check);
  mountSharedPages(app, deps.secrets);

  app.on('POST', '/v1/workspaces', requireBootstrapToken(deps.secrets.current));
  mountWorkspaces(router);

  app.use('/v1/*', authenticate);
  app.use('/mcp', authenticate);
  app.use('/metrics', authenticate);
  app.on('POST', WAYS_IN, limitRate(deps.isWithinRate, deps.report));
  mountIngest(router);
  mountHooks(router);
  mountOtlp(router);
  mountLogout(router);
  mountKeys(router);
  mountLink(router);
  mountLabels(router);
  mountLinks(router);
  mountViews(router);
  mountHistory(router);
  mountSessionExports(router);
  mountSchedules(router);
  mountReports(router);
  mountBudgets(router);
  mountWaste(router);
  mountQuestions(router);
  mountMcp(router);
  mountLive(router);
  mountStatus(router);
  mountUnknownNames(router);
  mountParked(router);
  mountVerify(router);
  mountRetention(router);
  mountChannels(router);
  mountAlerts(router);
  mountIncidents(router);
  mountPush(router);

  mountMethodNotAllowed(app);
  mountStaticFiles(app, deps);
  return app;
}
