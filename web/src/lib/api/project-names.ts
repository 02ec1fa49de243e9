import { usageAnswerSchema } from '@claude-monitor/protocol/api/index';
import { fetchHistory } from './history.ts';

type Fetch = typeof fetch;

/** The names of all projects that used anything; none where the history can't be read. */
export async function fetchProjectNames(fetchFrom: Fetch): Promise<readonly string[]> {
  const outcome = await fetchHistory('/v1/usage?groupBy=project', usageAnswerSchema, fetchFrom);
  if (outcome.name !== 'found') return [];
  return outcome.stored.groups.flatMap(({ key }) => (key === null ? [] : [key]));
}
