import {
  incidentAnswerSchema,
  type IncidentAction,
  type IncidentAnswer,
} from '@claude-monitor/protocol/api/incidents';
import { callAdmin, type AdminOutcome } from '../api/admin.ts';

type Fetch = typeof fetch;

const pathOf = (id: string): string => `/v1/incidents/${encodeURIComponent(id)}`;

export const changeIncident = (
  id: string,
  body: IncidentAction,
  fetchFrom: Fetch,
): Promise<AdminOutcome<IncidentAnswer>> =>
  callAdmin({ method: 'POST', path: pathOf(id), body, schema: incidentAnswerSchema }, fetchFrom);

export const fetchIncident = (
  id: string,
  fetchFrom: Fetch,
): Promise<AdminOutcome<IncidentAnswer>> =>
  callAdmin({ method: 'GET', path: pathOf(id), schema: incidentAnswerSchema }, fetchFrom);
