import {
  activityAnswerSchema,
  usageAnswerSchema,
  type ActivityAnswer,
  type UsageAnswer,
} from '@claude-monitor/protocol/api/index';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import type { Filters } from '../../lib/filters/filters.ts';
import type { Bounds } from '../../lib/range/range.ts';
import type { By, View } from './trends-address.ts';

type Fetch = typeof fetch;

export type TrendsQuery = {
  bounds: Bounds;
  before: Bounds;
  filters: Filters;
  zone: string;
  by: By;
  interval: View['interval'];
};

export type Trends = {
  asOf: number;
  fresh: boolean;
  usage: UsageAnswer;
  usageBefore: UsageAnswer;
  /** Null: not counted by what the filters name. */
  activity: { now: ActivityAnswer; before: ActivityAnswer } | null;
};

/** This page narrows by these; others of the address wait for pages that know them. */
export const TREND_FILTERS = ['project', 'agent', 'model', 'user', 'label'] as const;
const ACTIVITY_FILTERS = ['project', 'agent', 'user'] as const;
const ACTIVITY_BY = ['agent', 'project', 'user'] as const;

export async function fetchTrends(
  pageQuery: TrendsQuery,
  fetchFrom: Fetch,
): Promise<HistoryOutcome<Trends>> {
  const usage = (bounds: Bounds, isNow: boolean) => {
    const path = usagePath({ ...pageQuery, bounds }, { isGrouped: true });
    return fetchHistory(`${path}${isNow ? '&seriesOf=groups' : ''}`, usageAnswerSchema, fetchFrom);
  };
  const activity = (bounds: Bounds) =>
    fetchHistory(
      activityPath({ ...pageQuery, bounds }, { isGrouped: true }),
      activityAnswerSchema,
      fetchFrom,
    );
  const isCounted = isActivityCounted(pageQuery.filters);
  const [now, before, activityNow, activityBefore] = await Promise.all([
    usage(pageQuery.bounds, true),
    usage(pageQuery.before, false),
    isCounted ? activity(pageQuery.bounds) : null,
    isCounted ? activity(pageQuery.before) : null,
  ]);
  if (now.name !== 'found') return now;
  if (before.name !== 'found') return before;
  if (activityNow !== null && activityNow.name !== 'found') return activityNow;
  if (activityBefore !== null && activityBefore.name !== 'found') return activityBefore;
  return {
    name: 'found',
    stored: {
      asOf: now.stored.asOf,
      fresh: now.stored.fresh && before.stored.fresh,
      usage: now.stored,
      usageBefore: before.stored,
      activity:
        activityNow === null || activityBefore === null
          ? null
          : { now: activityNow.stored, before: activityBefore.stored },
    },
  };
}

/** Work is counted by who did it, not by the model or labels of requests. */
export const isActivityCounted = ({ values }: Filters): boolean =>
  values.model.length === 0 && values.label.length === 0;

type Grouped = { isGrouped: boolean };

/** Ungrouped, its table is that of the stretches of time. */
export function usagePath(pageQuery: TrendsQuery, { isGrouped }: Grouped): string {
  const query = windowQuery(pageQuery);
  if (isGrouped) query.set('groupBy', pageQuery.by);
  addFilters(query, pageQuery.filters, TREND_FILTERS);
  return `/v1/usage?${query.toString()}`;
}

export function activityPath(pageQuery: TrendsQuery, { isGrouped }: Grouped): string {
  const query = windowQuery(pageQuery);
  const by = ACTIVITY_BY.find((one) => one === pageQuery.by);
  if (isGrouped && by !== undefined) query.set('groupBy', by);
  addFilters(query, pageQuery.filters, ACTIVITY_FILTERS);
  return `/v1/activity?${query.toString()}`;
}

const windowQuery = ({ interval, zone, bounds: { from, to } }: TrendsQuery): URLSearchParams =>
  new URLSearchParams({
    from: String(from),
    to: String(Math.max(from, to)),
    interval,
    timezone: zone,
  });

function addFilters(
  query: URLSearchParams,
  { values }: Filters,
  names: readonly (typeof TREND_FILTERS)[number][],
): void {
  for (const name of names) for (const value of values[name]) query.append(name, value);
}
