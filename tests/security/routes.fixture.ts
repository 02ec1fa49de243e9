import { scopeSchema, type Scope } from '@claude-monitor/protocol';
import { z } from 'zod';
import { ask, type Request } from '../whole/http/request.ts';
import type { Monitor } from '../whole/monitor/monitor.ts';

export const JSON_TYPE = { 'content-type': 'application/json' };
/** A report's id is a day or a week; what is none is refused like a body that is not well formed. */
const A_DAY = '2026-11-16';
export const UPGRADE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        security: z.array(z.object({ key: z.array(scopeSchema).optional() })),
        requestBody: z.unknown().optional(),
      }),
    ),
  ),
});

export type Door = { name: string; isOpen: boolean; needs: Scope | null; request: Request };

export const bearer = (key: string): { authorization: string } => ({
  authorization: `Bearer ${key}`,
});

/** Every route of the running Worker, as a request that would otherwise be heard. */
export async function routesOf(monitor: Monitor): Promise<Door[]> {
  const { json } = await ask(monitor, { path: '/openapi.json' });
  const { paths } = documentSchema.parse(json);
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([operation, { security, requestBody }]) => {
      const method = operation.toUpperCase();
      const hasBody = requestBody !== undefined;
      return {
        name: `${method} ${path}`,
        isOpen: security.length === 0,
        // The scope of its key; null: a key of any scope will do, or the route is open.
        needs: security[0]?.key?.[0] ?? null,
        request: {
          method,
          path: path.replace('/reports/{id}', `/reports/${A_DAY}`).replace(/\{\w+\}/g, 'x'),
          headers: hasBody ? JSON_TYPE : path === '/v1/live' ? UPGRADE : {},
          ...(hasBody ? { body: '{}' } : {}),
        },
      };
    }),
  );
}

export const withHeaders = (request: Request, headers: Record<string, string>): Request => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

/** Bodies that are well formed, of routes that look at them before they ask what a key may do. */
export const wellFormed: Record<string, string> = {
  'POST /v1/events': '{"events":[]}',
  'POST /v1/keys': '{"name":"k","scopes":["read"]}',
  'POST /v1/links': '{}',
  'POST /v1/deletions': '{"kind":"user","user":"nobody"}',
  'POST /v1/verify/repair': '{"hours":[],"sessions":[],"tasks":[]}',
  'PUT /v1/labels/{key}': '{"isHidden":true}',
  'POST /v1/channels': '{"kind":"webhook","name":"c","url":"https://hooks.example/c"}',
  'POST /v1/views': '{"name":"v","page":"/sessions","query":""}',
  'POST /v1/budgets': '{"limit":1}',
  'PUT /v1/budgets/{id}': '{"limit":1}',
  'POST /v1/reports/schedules': '{"period":"week"}',
  'PUT /v1/reports/schedules/{id}': '{"hour":9}',
  'POST /v1/rules/preview': '{"rule":"lost"}',
  'POST /v1/incidents/{id}': '{"action":"acknowledge"}',
  'POST /v1/push': JSON.stringify({
    endpoint: 'https://fcm.googleapis.com/fcm/send/x',
    keys: { p256dh: `B${'A'.repeat(86)}`, auth: 'A'.repeat(22) },
  }),
};

export const queryOf = (name: string): string => (name === 'GET /v1/events' ? '?session=x' : '');
