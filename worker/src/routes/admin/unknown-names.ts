import { unknownNamesAnswerSchema } from '@claude-monitor/protocol';
import { exportedItems } from '../export/exported.ts';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

const listUnknownNames = route({
  method: 'get',
  path: '/v1/unknown-names',
  summary: 'List unrecognized data',
  description:
    'Names of events, attributes, metrics, hooks and fields that no receiver reads, counted by client ' +
    'version. Never values. Rare names make room for others.',
  access: 'admin',
  answers: { 200: jsonAnswer(unknownNamesAnswerSchema, 'Most recently seen first.') },
  exported: exportedItems('unknown-names', unknownNamesAnswerSchema),
});

/** `GET /v1/unknown-names`: whether a newer client says what this monitor does not take in yet. */
export function mountUnknownNames(router: Router): void {
  mount(router, listUnknownNames, async ({ c, hub }) => {
    return c.json(await hub('unknownNames'), 200);
  });
}
