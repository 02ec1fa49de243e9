import { errorBodySchema, type Scope } from '@claude-monitor/protocol';
import { createApp } from '../app.ts';
import { createFakeDeps, ORIGIN } from './deps.fixture.ts';

/** Every route that needs a credential, and the scope its hub asks for. */
export const ROUTES: [method: string, path: string, scope: Scope | null][] = [
  ['POST', '/v1/events', 'ingest'],
  ['POST', '/v1/hooks/claude-code', 'ingest'],
  ['POST', '/v1/logs', 'ingest'],
  ['POST', '/v1/metrics', 'ingest'],
  ['POST', '/v1/traces', 'ingest'],
  ['GET', '/v1/live', 'read'],
  ['POST', '/v1/logout', 'read'],
  ['GET', '/v1/keys', 'admin'],
  ['POST', '/v1/keys', 'admin'],
  ['DELETE', '/v1/keys/:id', 'admin'],
  ['GET', '/v1/link', null],
  ['POST', '/v1/link', null],
  ['GET', '/v1/acknowledge', null],
  ['POST', '/v1/acknowledge', null],
  ['GET', '/v1/links', 'admin'],
  ['POST', '/v1/links', 'admin'],
  ['DELETE', '/v1/links/:id', 'admin'],
  ['GET', '/v1/audit', 'admin'],
  ['GET', '/v1/views', 'read'],
  ['POST', '/v1/views', 'admin'],
  ['DELETE', '/v1/views/:id', 'admin'],
  ['GET', '/v1/channels', 'admin'],
  ['POST', '/v1/channels', 'admin'],
  ['PUT', '/v1/channels/:id', 'admin'],
  ['DELETE', '/v1/channels/:id', 'admin'],
  ['POST', '/v1/channels/:id/test', 'admin'],
  ['GET', '/v1/rules', 'admin'],
  ['POST', '/v1/rules/preview', 'admin'],
  ['GET', '/v1/incidents', 'read'],
  ['GET', '/v1/incidents/:id', 'read'],
  ['POST', '/v1/incidents/:id', 'admin'],
  ['GET', '/v1/push', 'read'],
  ['POST', '/v1/push', 'read'],
  ['DELETE', '/v1/push/:id', 'read'],
  ['POST', '/v1/push/:id/test', 'read'],
  ['PUT', '/v1/rules/:id', 'admin'],
  ['GET', '/v1/deliveries', 'admin'],
  ['POST', '/v1/deliveries/:id/retry', 'admin'],
  ['GET', '/v1/parked', 'admin'],
  ['POST', '/v1/parked/retry', 'admin'],
  ['POST', '/v1/parked/:id/retry', 'admin'],
  ['DELETE', '/v1/parked/:id', 'admin'],
  ['PUT', '/v1/retention', 'admin'],
  ['POST', '/v1/deletions', 'admin'],
  ['GET', '/v1/deletions', 'admin'],
  ['GET', '/v1/labels', 'read'],
  ['PUT', '/v1/labels/:key', 'admin'],
  ['GET', '/v1/verify', 'admin'],
  ['POST', '/v1/verify/repair', 'admin'],
  ['GET', '/v1/sessions', 'read'],
  ['GET', '/v1/sessions/:id', 'read'],
  ['GET', '/v1/tasks', 'read'],
  ['GET', '/v1/tasks/:id', 'read'],
  ['GET', '/v1/graph/tasks', 'read'],
  ['GET', '/v1/graph/agents', 'read'],
  ['GET', '/v1/usage', 'read'],
  ['GET', '/v1/activity', 'read'],
  ['GET', '/v1/uptime', 'read'],
  ['GET', '/v1/agents', 'read'],
  ['GET', '/v1/sessions/:id/requests', 'read'],
  ['GET', '/v1/sessions/:id/requests.csv', 'read'],
  ['GET', '/v1/sessions/:id/events.ndjson', 'read'],
  ['GET', '/v1/errors', 'read'],
  ['GET', '/v1/errors/groups', 'read'],
  ['GET', '/v1/reports', 'read'],
  ['GET', '/v1/reports/preview', 'read'],
  ['GET', '/v1/reports/:id', 'read'],
  ['GET', '/v1/reports/schedules', 'admin'],
  ['POST', '/v1/reports/schedules', 'admin'],
  ['PUT', '/v1/reports/schedules/:id', 'admin'],
  ['DELETE', '/v1/reports/schedules/:id', 'admin'],
  ['GET', '/v1/budgets', 'read'],
  ['POST', '/v1/budgets', 'admin'],
  ['PUT', '/v1/budgets/:id', 'admin'],
  ['DELETE', '/v1/budgets/:id', 'admin'],
  ['POST', '/v1/budgets/:id/lift', 'admin'],
  ['DELETE', '/v1/budgets/:id/lift', 'admin'],
  ['POST', '/v1/brakes', 'ingest'],
  ['GET', '/v1/waste', 'read'],
  ['GET', '/v1/events', 'read'],
  ['POST', '/v1/questions/:name', 'read'],
  ['POST', '/mcp', null],
  ['GET', '/v1/status', 'read'],
  ['GET', '/v1/unknown-names', 'admin'],
  ['GET', '/metrics', 'read'],
];

export const everyScope: Scope[] = ['ingest', 'read', 'admin'];

const BODIES: Record<string, object> = {
  'POST /v1/events': { events: [] },
  'POST /v1/hooks/claude-code': { session_id: 'run', hook_event_name: 'Stop' },
  'POST /v1/logs': { resourceLogs: [] },
  'POST /v1/metrics': { resourceMetrics: [] },
  'POST /v1/traces': { resourceSpans: [] },
  'POST /v1/keys': { name: 'laptop', scopes: ['ingest'] },
  'POST /v1/links': {},
  'POST /v1/views': { name: 'Failed this week', page: '/sessions', query: 'outcome=failed' },
  'POST /v1/channels': { kind: 'webhook', name: 'on call', url: 'https://hooks.example.com/hook' },
  'PUT /v1/channels/:id': { shows: ['agents'] },
  'PUT /v1/rules/:id': { isOn: false },
  'POST /v1/budgets': { limit: 10 },
  'POST /v1/brakes': {},
  'PUT /v1/budgets/:id': { limit: 20 },
  'POST /v1/reports/schedules': { period: 'week' },
  'PUT /v1/reports/schedules/:id': { hour: 9 },
  'POST /v1/rules/preview': { rule: 'lost' },
  'POST /v1/incidents/:id': { action: 'acknowledge' },
  'POST /v1/push': {
    endpoint: 'https://fcm.googleapis.com/fcm/send/x',
    keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
  },
  'PUT /v1/retention': { blocksDays: 7 },
  'PUT /v1/labels/:key': { isHidden: true },
  'POST /v1/deletions': { kind: 'user', user: 'nobody' },
  'POST /v1/verify/repair': { hours: [], sessions: [], tasks: [] },
  'POST /v1/questions/:name': {},
  'POST /mcp': { jsonrpc: '2.0', id: 1, method: 'ping' },
};

const HEADERS: Record<string, Record<string, string>> = {
  '/v1/live': { upgrade: 'websocket' },
  '/mcp': { accept: 'application/json, text/event-stream' },
};

/** A request of a route that its parser lets through, so that only the credential decides. */
export function wellFormed(method: string, path: string) {
  const named = path
    .replace('/rules/:id', '/rules/error')
    .replace('/reports/:id', '/reports/2026-W47')
    .replace(':key', 'team')
    .replace(':id', 'some-id')
    .replace(':name', 'get_team_status');
  return {
    target: `${named}${path === '/v1/events' && method === 'GET' ? '?session=s' : ''}`,
    headers: HEADERS[path] ?? {},
    body: BODIES[`${method} ${path}`],
  };
}

type Sent = { method?: string; headers?: Record<string, string>; body?: string };

export function setUp() {
  const fake = createFakeDeps();
  const app = createApp(fake.deps);
  const send = async (path: string, { method = 'GET', headers = {}, body }: Sent = {}) =>
    await app.request(
      new Request(ORIGIN + path, {
        method,
        headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body }),
      }),
    );
  const call = async (method: string, path: string, headers: Record<string, string>) => {
    const { target, headers: own, body } = wellFormed(method, path);
    return await send(target, {
      method,
      headers: { ...own, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };
  return { fake, app, send, call };
}

export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

export async function errorOf(response: Response) {
  return errorBodySchema.parse(await response.json()).error;
}

export const fixedBytes = (): Uint8Array => new Uint8Array(24).fill(7);
