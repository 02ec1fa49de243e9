import { usageAnswerSchema } from '@claude-monitor/protocol/api/index';
import { boundNameOf, type FilterName } from '../filters/filters.ts';
import type { Bounds } from '../range/range.ts';
import { fetchHistory } from './history.ts';

/** Values of a filter that used anything in this time; none where the history can't be read. */
export async function suggestValues(
  name: FilterName,
  { from, to }: Bounds,
  fetchFrom: typeof fetch,
): Promise<readonly string[]> {
  if (name === 'state' || name === 'outcome' || name === 'label') return [];
  if (boundNameOf(name) !== null) return [];
  const path = `/v1/usage?groupBy=${name}&from=${String(from)}&to=${String(to)}`;
  const outcome = await fetchHistory(path, usageAnswerSchema, fetchFrom);
  if (outcome.name !== 'found') return [];
  return outcome.stored.groups.flatMap(({ key }) => (key === null ? [] : [key]));
}
