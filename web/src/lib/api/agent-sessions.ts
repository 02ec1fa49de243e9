import { sessionsAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol/api/index';
import type { Card } from '@claude-monitor/protocol/live/view';
import { askHistory } from './history.ts';

type Fetch = typeof fetch;

const SHOWN_SESSIONS = 50;

/** The newest sessions of an agent; none where the history can't be read: the live ones are there. */
export async function fetchAgentSessions(
  { agent, project }: { agent: string; project: string | null },
  fetchFrom: Fetch,
): Promise<readonly Card[]> {
  const query = new URLSearchParams({ agent, limit: String(SHOWN_SESSIONS) });
  if (project !== null) query.set('project', project);
  const path = `/v1/sessions?${query.toString()}`;
  const outcome = await askHistory(path, sessionsAnswerSchema, fetchFrom);
  return outcome.name === 'found' ? outcome.stored.items : [];
}

/** The names of all projects that used anything; none where the history can't be read. */
export async function fetchProjectNames(fetchFrom: Fetch): Promise<readonly string[]> {
  const outcome = await askHistory('/v1/usage?groupBy=project', usageAnswerSchema, fetchFrom);
  if (outcome.name !== 'found') return [];
  return outcome.stored.groups.flatMap(({ key }) => (key === null ? [] : [key]));
}
