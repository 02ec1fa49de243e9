import { statusAnswerSchema } from '@claude-monitor/protocol';
import { metricsText } from '../domain/metrics-text.ts';
import { jsonAnswer, mount, route, type Router } from './route.ts';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const status = route({
  method: 'get',
  path: '/v1/status',
  summary: 'Get the health of the workspace: journal, flush, sockets, retention',
  access: 'read',
  answers: { 200: jsonAnswer(statusAnswerSchema, 'The current state.') },
});

const metrics = route({
  method: 'get',
  path: '/metrics',
  summary: 'Get metrics in the Prometheus text format',
  access: 'read',
  answers: { 200: { description: 'The current state.', type: 'text/plain' } },
});

export function mountStatus(router: Router): void {
  const { deps } = router;

  mount(router, status, async ({ c, hub }) => c.json(await hub('status'), 200));

  mount(router, metrics, async ({ c, hub }) =>
    c.body(metricsText(await hub('status'), deps.now()), 200, { 'content-type': METRICS_TYPE }),
  );
}
