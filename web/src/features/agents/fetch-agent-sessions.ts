import { sessionsAnswerSchema } from '@claude-monitor/protocol/api/index';
import type { Session } from '@claude-monitor/protocol/live/view';
import { fetchHistory } from '../../lib/api/history.ts';

type Fetch = typeof fetch;

const SHOWN_SESSIONS = 50;

/** The newest sessions of an agent; none where the history can't be read: the live ones are there. */
export async function fetchAgentSessions(
  { agent, project }: { agent: string; project: string | null },
  fetchFrom: Fetch,
): Promise<readonly Session[]> {
  const query = new URLSearchParams({ agent, limit: String(SHOWN_SESSIONS) });
  if (project !== null) query.set('project', project);
  const path = `/v1/sessions?${query.toString()}`;
  const outcome = await fetchHistory(path, sessionsAnswerSchema, fetchFrom);
  return outcome.name === 'found' ? outcome.stored.items : [];
}
