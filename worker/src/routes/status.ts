import { statusAnswerSchema, type StatusAnswer } from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { metricsText } from '../domain/metrics-text.ts';
import type { AppContext } from '../http/context.ts';
import { jsonAnswer, mount, type Route, type Router } from './route.ts';

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const status: Route = {
  method: 'get',
  path: '/v1/status',
  summary: 'How the workspace itself is doing: journal, flush, sockets',
  access: 'read',
  answers: { 200: jsonAnswer(statusAnswerSchema, 'Now.') },
};

const metrics: Route = {
  method: 'get',
  path: '/metrics',
  summary: 'The same in the text format of Prometheus',
  access: 'read',
  answers: { 200: { description: 'Now.', type: 'text/plain' } },
};

/** `GET /v1/status` and `GET /metrics`. */
export function mountStatus(router: Router, deps: Deps): void {
  const statusOf = async (c: AppContext): Promise<StatusAnswer> => {
    const caller = c.get('caller');
    return await callHub(deps, caller, 'status');
  };

  mount(router, status, async (c) => c.json(await statusOf(c), 200));

  mount(router, metrics, async (c) =>
    c.body(metricsText(await statusOf(c), deps.now()), 200, { 'content-type': METRICS_TYPE }),
  );
}
