import { AppError } from '@claude-monitor/protocol';
import { createApp } from './app.ts';
import { createDeps, createMaintenanceDeps, createProbeDeps } from './deps.ts';
import { parseEnv } from './env.ts';
import { runDailyMaintenance } from './jobs/maintenance.ts';
import { runProbe } from './jobs/probe.ts';
import { errorAnswer } from './http/answer/errors.ts';
import { securityHeaders } from './http/answer/security-headers.ts';
import type { App } from './routes/route.ts';

export { Hub } from './hub/hub.ts';
export { Writer } from './store/writes/writer.ts';

/** In `wrangler.toml`. */
const EVERY_MINUTE = '* * * * *';

type Built = { env: unknown; app: App | null; problem: string };

/** Built once an isolate: routes, and what the MAC filter has let through. */
let built: Built | null = null;

export default {
  fetch(request, env): Response | Promise<Response> {
    const { app, problem } = builtFor(env);
    return app === null ? misconfigured(problem, request.url) : app.fetch(request);
  },

  /** Once a minute and once a day, as `wrangler.toml` says. */
  async scheduled({ cron, scheduledTime }, env): Promise<void> {
    const parsed = parseEnv(env);
    if (!parsed.ok) return;
    if (cron !== EVERY_MINUTE) {
      await runDailyMaintenance(createMaintenanceDeps(parsed.env, env));
      return;
    }
    const deps = createProbeDeps(parsed.env, env);
    if (deps !== null) await runProbe(deps, scheduledTime);
  },
} satisfies ExportedHandler;

function builtFor(env: unknown): Built {
  if (built !== null && built.env === env) return built;
  const fresh = build(env);
  built = fresh;
  return fresh;
}

function build(env: unknown): Built {
  const parsed = parseEnv(env);
  if (!parsed.ok) return { env, app: null, problem: parsed.problem };
  return { env, app: createApp(createDeps(parsed.env, env)), problem: '' };
}

function misconfigured(problem: string, url: string): Response {
  const { body, status, headers } = errorAnswer(new AppError('unavailable', problem));
  return Response.json(body, { status, headers: { ...securityHeaders(url), ...headers } });
}
