import {
  incidentTitle,
  type IncidentAction,
  type IncidentAnswer,
  type IncidentCounts,
  type IncidentsAnswer,
  type IncidentsQuery,
  type LinkedIncident,
} from '@claude-monitor/protocol';
import { linkName } from '../../domain/alerts/changed-notice.ts';
import type { IncidentLink } from '../messages/incident-links.ts';
import type { Grant } from '../../share/grant.ts';
import type { OpenedSpan } from '../incidents/incident-questions.ts';
import { refuse, unauthorized } from '../auth/access.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';
import { auditedChange, change, query, type Call } from './command.ts';

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
      switch (hub.alerts.act(id, action, credential.name)) {
        case 'not found':
          return refuse('not_found', GONE);
        case 'resolved':
          return refuse('conflict', OVER);
        case 'done':
          return incidentOf(hub, id);
      }
    },
  }),
  /**
   * What a report has of the hub: incidents (null: a link that shows less than a project is not told of all), and the one
   * project that the caller's link is limited to.
   */
  reportContext: query({
    scope: 'reader',
    run: ({ hub, grant }: Call<'reader'>, wanted: OpenedSpan): Answer<ReportContext> => {
      const { store } = hub.alerts.incidents;
      if (grant === null) {
        return { ok: true, value: { incidents: store.countOpened(wanted, true), project: null } };
      }
      const within = withinGrant(grant, wanted);
      const project = grant.scope.kind === 'project' ? grant.scope.project : null;
      const incidents = within === null ? null : store.countOpened(within, false);
      return { ok: true, value: { incidents, project } };
    },
  }),
  linkedIncident: query({ scope: 'incident link', run: ({ hub, link }) => linkedOf(hub, link) }),
  /** Done again it changes nothing. */
  acknowledgeLinked: change({
    scope: 'incident link',
    run: ({ hub, link, channel }: Call<'incident link'>): Answer<LinkedIncident> => {
      const by = linkName(channel.name);
      if (hub.alerts.incidents.get(link.incident, hub.now())?.acknowledged === null) {
        const result = hub.alerts.act(link.incident, { action: 'acknowledge' }, by);
        if (result === 'done') {
          const { incident: id } = link;
          hub.audit.add({ at: hub.now(), kind: 'incident_changed', by, id, name: id });
        }
      }
      return linkedOf(hub, link);
    },
  }),
};

type ReportContext = { incidents: IncidentCounts | null; project: string | null };

/** As the channel may have it: of names and texts no more than its message had. */
function linkedOf(
  hub: OpenHub,
  { channel, incident: id, expiresAt }: IncidentLink,
): Answer<LinkedIncident> {
  const { incidents, sentMessages, settings } = hub.alerts;
  const incident = incidents.get(id, hub.now());
  if (incident === null) return unauthorized();
  const sent = sentMessages.ofIncident(id).find((message) => message.channel === channel);
  const { title, facts, text } = sent?.notice ?? {
    title: `An agent ${incidentTitle({ kind: incident.kind, task: null })}`,
    facts: [],
    text: null,
  };
  return {
    ok: true,
    value: {
      title,
      facts,
      text,
      state: incident.state,
      since: incident.since,
      resolvedAt: incident.resolvedAt,
      acknowledgedAt: incident.acknowledged?.at ?? null,
      channel: settings.channel(channel)?.name ?? '',
      expiresAt,
    },
  };
}

function incidentOf(hub: OpenHub, id: string): Answer<IncidentAnswer> {
  const incident = hub.alerts.incidents.get(id, hub.now());
  return incident === null ? refuse('not_found', GONE) : { ok: true, value: incident };
}

function withinGrant({ scope }: Grant, wanted: OpenedSpan): OpenedSpan | null {
  if (scope.kind === 'workspace') return wanted;
  if (scope.kind !== 'project') return null;
  const { project } = scope;
  return wanted.project === null || wanted.project === project ? { ...wanted, project } : null;
}
