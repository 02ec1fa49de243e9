import { activityAnswerSchema, usageAnswerSchema } from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../../lib/api/history.ts';
import type { Clock } from '../../../lib/range/range.ts';
import { lastNightOf, nightsAt, type LastNight } from './nights.ts';

export type Night = { asOf: number; fresh: boolean; night: LastNight | null };

/** Two questions, of the hours of all nights. */
export async function fetchNights(
  clock: Clock,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<Night>> {
  const nights = nightsAt(clock);
  const query = new URLSearchParams({
    from: String(nights.at(-1)?.from ?? 0),
    to: String(Math.min(nights[0]?.to ?? 0, clock.now)),
    interval: 'hour',
    timezone: clock.zone,
  }).toString();
  const [usage, activity] = await Promise.all([
    fetchHistory(`/v1/usage?${query}`, usageAnswerSchema, fetchFrom),
    fetchHistory(`/v1/activity?${query}`, activityAnswerSchema, fetchFrom),
  ]);
  if (usage.name !== 'found') return usage;
  if (activity.name !== 'found') return activity;
  const { asOf, fresh } = usage.stored;
  const night = lastNightOf(nights, { usage: usage.stored, activity: activity.stored });
  return { name: 'found', stored: { asOf, fresh, night } };
}
