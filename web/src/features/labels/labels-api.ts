import { usageAnswerSchema, type UsageAnswer } from '@claude-monitor/protocol/api/index';
import {
  labelKeyInfoSchema,
  labelKeysAnswerSchema,
  type LabelKey,
  type LabelKeysAnswer,
} from '@claude-monitor/protocol/labels';
import { callAdmin, type AdminOutcome } from '../../lib/api/admin.ts';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';

type Fetch = typeof fetch;

export const fetchLabels = (fetchFrom: Fetch): Promise<AdminOutcome<LabelKeysAnswer>> =>
  callAdmin({ method: 'GET', path: '/v1/labels', schema: labelKeysAnswerSchema }, fetchFrom);

export const hideLabel = (
  key: string,
  isHidden: boolean,
  fetchFrom: Fetch,
): Promise<AdminOutcome<LabelKey>> =>
  callAdmin(
    {
      method: 'PUT',
      path: `/v1/labels/${encodeURIComponent(key)}`,
      body: { isHidden },
      schema: labelKeyInfoSchema,
    },
    fetchFrom,
  );

/** What each value of a label used since a time (epoch ms). */
export function fetchLabelUsage(
  key: string,
  from: number,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<UsageAnswer>> {
  const query = new URLSearchParams({ groupBy: `label:${key}`, from: String(from) });
  return fetchHistory(`/v1/usage?${query.toString()}`, usageAnswerSchema, fetchFrom);
}
