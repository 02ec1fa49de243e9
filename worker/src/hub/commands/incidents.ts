import type {
  IncidentAction,
  IncidentAnswer,
  IncidentsAnswer,
  IncidentsQuery,
} from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';
import { auditedChange, query, type Call } from './command.ts';

const GONE = 'Incident not found.';
const OVER = 'This incident is already resolved.';

export const INCIDENT_COMMANDS = {
  listIncidents: query({
    scope: 'read',
    run: ({ hub }: Call<'read'>, wanted: IncidentsQuery): Answer<IncidentsAnswer> => ({
      ok: true,
      value: hub.alerts.incidents.store.list(wanted, hub.now()),
    }),
  }),
  getIncident: query({
    scope: 'read',
    run: ({ hub }: Call<'read'>, id: string) => incidentOf(hub, id),
  }),
  changeIncident: auditedChange({
    scope: 'admin',
    audit: 'incident_changed',
    run: ({ hub, credential }: Call<'admin'>, id: string, action: IncidentAction) => {
      const by = { by: credential.name, now: hub.now() };
      switch (hub.alerts.incidents.act(id, action, by)) {
        case 'not found':
          return refuse('not_found', GONE);
        case 'resolved':
          return refuse('conflict', OVER);
        case 'done':
          return incidentOf(hub, id);
      }
    },
  }),
};

function incidentOf(hub: OpenHub, id: string): Answer<IncidentAnswer> {
  const incident = hub.alerts.incidents.get(id, hub.now());
  return incident === null ? refuse('not_found', GONE) : { ok: true, value: incident };
}
