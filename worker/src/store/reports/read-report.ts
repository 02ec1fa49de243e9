import {
  type ActivityAnswer,
  type ErrorGroupsAnswer,
  type ErrorGroupsQuery,
  type Report,
  type ReportsAnswer,
  type UptimeAnswer,
  type UsageAnswer,
} from '@claude-monitor/protocol';
import { comparedWith, periodAt, periodBefore, type Period } from '../../domain/reports/periods.ts';
import { reportOf } from '../../domain/reports/report-figures.ts';
import type { ActivityQuery } from '../activity/activity-query.ts';
import type { SessionsPage, SessionsQuery } from '../reads/sessions/sessions.ts';
import type { TasksPage, TasksQuery } from '../reads/tasks/tasks.ts';
import type { UsageQuery } from '../usage/usage.ts';

type Stored<Answer> = Omit<Answer, 'asOf' | 'fresh'>;

/** The readers of the pages that a report is made of, of one workspace. */
export type ReportReads = {
  usage(query: UsageQuery): Promise<Stored<UsageAnswer>>;
  activity(query: ActivityQuery): Promise<Stored<ActivityAnswer>>;
  errorGroups(query: ErrorGroupsQuery): Promise<Stored<ErrorGroupsAnswer>>;
  tasks(query: TasksQuery): Promise<TasksPage>;
  sessions(query: SessionsQuery): Promise<SessionsPage>;
  /** Of the service. */
  uptime(query: { from: number; to: number }): Promise<Pick<UptimeAnswer, 'services'>>;
};

export type ReportInput = { period: Period; project: string | null; timezone: string; now: number };

const TASKS = 5;
/** Sessions that are asked how much of what they sent arrived. */
const SESSIONS = 500;

/** What a day or a week was, by the same readers as the pages, so by the same figures. */
export async function readReport(reads: ReportReads, input: ReportInput): Promise<Report> {
  const { period, project, timezone, now } = input;
  const previous = periodBefore(period, timezone);
  const before = comparedWith(period, previous, now);
  const isOver = period.to <= now;
  const whose = project === null ? {} : { project: [project] };
  const times = { now: { from: period.from, to: period.to }, before };
  const interval = period.period === 'week' ? 'day' : 'hour';
  const grouped = async (groupBy: 'agent' | 'project') => {
    const query = { ...whose, groupBy: [groupBy], interval, timezone } as const;
    const [usage, usageBefore, activity, activityBefore] = await Promise.all([
      reads.usage({ ...query, groupBy: [groupBy], ...times.now }),
      reads.usage({ ...query, groupBy: [groupBy], ...times.before }),
      reads.activity({ ...query, groupBy: [groupBy], ...times.now }),
      reads.activity({ ...query, groupBy: [groupBy], ...times.before }),
    ]);
    return {
      usage: { now: usage, before: usageBefore },
      activity: { now: activity, before: activityBefore },
    };
  };
  const models = (time: { from: number; to: number }) =>
    reads.usage({ ...whose, groupBy: ['agent', 'model'], ...time });
  const ended = { ...whose, ...times.now, order: 'desc', limit: TASKS, facets: false } as const;
  const [agents, projects, modelsNow, modelsBefore, slowest, waited, errors, sessions, uptime] =
    await Promise.all([
      grouped('agent'),
      grouped('project'),
      models(times.now),
      models(times.before),
      reads.tasks({ ...ended, project: whose.project, sort: 'duration' }),
      reads.tasks({ ...ended, project: whose.project, sort: 'waited' }),
      reads.errorGroups({
        ...whose,
        ...times.now,
        timezone,
        limit: TASKS,
        sort: 'new',
        order: 'desc',
      }),
      reads.sessions({
        ...{ ...whose, ...times.now, limit: SESSIONS },
        ...{ sort: 'last_at', order: 'desc', facets: false },
      }),
      reads.uptime(times.now),
    ]);
  return reportOf({
    period,
    before,
    previousId: previous.id,
    nextId: isOver ? periodAt(period.period, period.to, timezone).id : null,
    timezone,
    project,
    isOver,
    agents,
    projects,
    models: { now: modelsNow, before: modelsBefore },
    slowest: { items: slowest.items, isWhole: slowest.ordered?.isWhole ?? true },
    longestWaits: { items: waited.items, isWhole: waited.ordered?.isWhole ?? true },
    errors,
    sessions: { items: sessions.items, isWhole: sessions.next === null },
    services: uptime.services,
  });
}

/** How many periods a list goes back. */
const LISTED = { week: 13, day: 31 } as const;

/** Periods up to now with their sums, the newest first. */
export async function readReportList(
  reads: Pick<ReportReads, 'usage' | 'activity'>,
  input: Omit<ReportInput, 'period'> & { period: Period['period'] },
): Promise<Pick<ReportsAnswer, 'items' | 'period' | 'timezone' | 'project'>> {
  const { period, project, timezone, now } = input;
  let first = periodAt(period, now, timezone);
  for (let back = 1; back < LISTED[period]; back++) first = periodBefore(first, timezone);
  const query = {
    ...(project === null ? {} : { project: [project] }),
    from: first.from,
    to: periodAt(period, now, timezone).to,
    interval: period,
    timezone,
  };
  const [usage, activity] = await Promise.all([reads.usage(query), reads.activity(query)]);
  const items = usage.series.map((point, place) => {
    const work = activity.series[place];
    const { id, from, to } = periodAt(period, point.at, timezone);
    return {
      ...{ id, from, to, isOver: to <= now },
      costMicros: point.costMicros,
      unpricedRequests: point.unpricedRequests,
      tasksDone: work?.tasksDone ?? 0,
      tasksFailed: work?.tasksFailed ?? 0,
      errors: work?.errors ?? 0,
      isEmpty: point.requests === 0 && (work === undefined || isNothing(work)),
    };
  });
  const begun = items.findIndex(({ isEmpty }) => !isEmpty);
  const shown = begun === -1 ? [] : items.slice(begun);
  return {
    period,
    timezone,
    project,
    items: shown.map(({ isEmpty: _, ...item }) => item).reverse(),
  };
}

const isNothing = (work: ActivityAnswer['totals']): boolean =>
  work.sessions === 0 && work.tasksStarted === 0 && work.tasksDone === 0 && work.errors === 0;
