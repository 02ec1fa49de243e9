import {
  incidentActionSchema,
  incidentAnswerSchema,
  incidentsAnswerSchema,
  incidentsQuerySchema,
} from '@claude-monitor/protocol';
import { idParams, jsonAnswer, mount, route, type Router } from './route.ts';

const listIncidents = route({
  method: 'get',
  path: '/v1/incidents',
  summary: 'List incidents',
  description:
    'Without `state`, all incidents that are not resolved. `kind`, `project` and `agent` may be given ' +
    'several times. A page may hold fewer than `limit`, even none: go on while there is a `next`.',
  access: 'read',
  query: incidentsQuerySchema,
  answers: { 200: jsonAnswer(incidentsAnswerSchema, 'Newest first.') },
});

const getIncident = route({
  method: 'get',
  path: '/v1/incidents/:id',
  params: idParams,
  summary: 'Get an incident with its history',
  access: 'read',
  answers: { 200: jsonAnswer(incidentAnswerSchema, 'The incident. 404 if there is none.') },
});

const changeIncident = route({
  method: 'post',
  path: '/v1/incidents/:id',
  params: idParams,
  summary: 'Acknowledge, snooze, assign or reopen an incident',
  access: 'admin',
  body: incidentActionSchema,
  answers: { 200: jsonAnswer(incidentAnswerSchema, 'The incident. 409 if it is resolved.') },
});

/** `/v1/incidents`: what needs somebody, from the hub's own storage. */
export function mountIncidents(router: Router): void {
  mount(router, listIncidents, async ({ c, hub, query }) =>
    c.json(await hub('listIncidents', query), 200),
  );

  mount(router, getIncident, async ({ c, hub, params }) =>
    c.json(await hub('getIncident', params.id), 200),
  );

  mount(router, changeIncident, async ({ c, hub, params, body }) =>
    c.json(await hub('changeIncident', params.id, body), 200),
  );
}
