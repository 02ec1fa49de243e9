import {
  activityAnswerSchema,
  tasksAnswerSchema,
  uptimeAnswerSchema,
  usageAnswerSchema,
} from '@claude-monitor/protocol/api/index';
import { fetchHistory, queryOf, type HistoryOutcome } from '../../../lib/api/history.ts';
import type { Bounds } from '../../../lib/range/range.ts';
import { lanesOf, type Lanes } from './lanes.ts';

/** Tasks that are looked at for marks and for what was finished. */
const TASKS = 100;

export type NightLanes = { asOf: number; fresh: boolean; lanes: Lanes };

/** Four questions about one night. */
export async function fetchLanes(
  { from, to }: Bounds,
  zone: string,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<NightLanes>> {
  const night = { from, to, timezone: zone };
  const byAgent = queryOf({ ...night, groupBy: 'agent' });
  const [uptime, usage, activity, tasks] = await Promise.all([
    fetchHistory(
      `/v1/uptime${queryOf({ ...night, interval: 'hour' })}`,
      uptimeAnswerSchema,
      fetchFrom,
    ),
    fetchHistory(`/v1/usage${byAgent}`, usageAnswerSchema, fetchFrom),
    fetchHistory(`/v1/activity${byAgent}`, activityAnswerSchema, fetchFrom),
    fetchHistory(
      `/v1/tasks${queryOf({ from, to, sort: 'cost', order: 'desc', limit: TASKS })}`,
      tasksAnswerSchema,
      fetchFrom,
    ),
  ]);
  if (uptime.name !== 'found') return uptime;
  if (usage.name !== 'found') return usage;
  if (activity.name !== 'found') return activity;
  if (tasks.name !== 'found') return tasks;
  const { asOf, fresh } = uptime.stored;
  const lanes = lanesOf(
    { from, to },
    {
      uptime: uptime.stored,
      usage: usage.stored,
      activity: activity.stored,
      tasks: tasks.stored,
    },
  );
  return { name: 'found', stored: { asOf, fresh, lanes } };
}
