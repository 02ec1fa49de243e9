import { linkedIncidentSchema, type LinkedIncident } from '@claude-monitor/protocol/api/incidents';

type Fetch = typeof fetch;

export type LinkedOutcome =
  | { name: 'open'; incident: LinkedIncident }
  /** It has ended, its channel is gone, or it was mistyped: the server doesn't say which. */
  | { name: 'ended' }
  | { name: 'unreachable' };

const PATH = '/v1/acknowledge';

/** What the link shows; with `POST` the incident is acknowledged. */
export async function requestIncident(
  method: 'GET' | 'POST',
  token: string,
  fetchFrom: Fetch,
): Promise<LinkedOutcome> {
  const headers = { authorization: `Bearer ${token}` };
  // The link alone counts, also in a browser that somebody is logged in with.
  const response = await fetchFrom(PATH, { method, headers, credentials: 'omit' }).catch(
    () => null,
  );
  if (response === null) return { name: 'unreachable' };
  if (response.status === 401) return { name: 'ended' };
  if (!response.ok) return { name: 'unreachable' };
  const body: unknown = await response.json().catch(() => null);
  const incident = linkedIncidentSchema.safeParse(body);
  return incident.success ? { name: 'open', incident: incident.data } : { name: 'unreachable' };
}
