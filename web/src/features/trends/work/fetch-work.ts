import { usageAnswerSchema, type UsageAnswer } from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../../lib/api/history.ts';
import { usagePath, type TrendsQuery } from '../fetch-trends.ts';
import { PULL_LABELS, TICKET_LABEL } from './work-costs.ts';

type Fetch = typeof fetch;

export type Work = { fresh: boolean; pulls: UsageAnswer; tickets: UsageAnswer };

/** Usage of the window by pull request and by ticket. */
export async function fetchWork(
  pageQuery: TrendsQuery,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<Work>> {
  const by = (labels: readonly string[]): Promise<HistoryOutcome<UsageAnswer>> => {
    const query = labels.map((label) => `&groupBy=${encodeURIComponent(label)}`).join('');
    const path = usagePath(pageQuery, { isGrouped: false });
    return fetchHistory(`${path}${query}`, usageAnswerSchema, fetchFrom);
  };
  const [pulls, tickets] = await Promise.all([by(PULL_LABELS), by([TICKET_LABEL])]);
  if (pulls.name !== 'found') return pulls;
  if (tickets.name !== 'found') return tickets;
  const fresh = pulls.stored.fresh && tickets.stored.fresh;
  return { name: 'found', stored: { fresh, pulls: pulls.stored, tickets: tickets.stored } };
}
