import { unknownNamesAnswerSchema } from '@claude-monitor/protocol';
import { jsonAnswer, mount, route, type Router } from '../route.ts';

const listUnknownNames = route({
  method: 'get',
  path: '/v1/unknown-names',
  summary: 'Names that clients used and nothing here knows',
  description:
    'Events, attributes, metrics, hooks and their fields, counted by client version; never values. ' +
    'They changed no figure. Rare ones give way to others.',
  access: 'admin',
  answers: { 200: jsonAnswer(unknownNamesAnswerSchema, 'The one seen last is the first.') },
});

/** `GET /v1/unknown-names`: whether a newer client says what this monitor does not take in yet. */
export function mountUnknownNames(router: Router): void {
  mount(router, listUnknownNames, async ({ c, hub }) => {
    return c.json(await hub('unknownNames'), 200);
  });
}
