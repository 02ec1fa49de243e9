import { unknownNamesAnswerSchema } from '@claude-monitor/protocol';
import type { Deps } from '../deps.ts';
import { callHub } from '../http/call-hub.ts';
import { jsonAnswer, mount, type Route, type Router } from './route.ts';

const route: Route = {
  method: 'get',
  path: '/v1/unknown-names',
  summary: 'Names that clients used and nothing here knows',
  description:
    'Events, attributes, metrics, hooks and their fields, counted by client version; never values. ' +
    'They changed no figure. Rare ones give way to others.',
  access: 'admin',
  answers: { 200: jsonAnswer(unknownNamesAnswerSchema, 'The one seen last is the first.') },
};

/** `GET /v1/unknown-names`: whether a newer client says what this monitor does not take in yet. */
export function mountUnknownNames(router: Router, deps: Deps): void {
  mount(router, route, async (c) => {
    const caller = c.get('caller');
    return c.json(await callHub(deps, caller, 'unknownNames'), 200);
  });
}
