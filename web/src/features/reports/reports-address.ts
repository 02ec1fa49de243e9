import { REPORT_PERIODS, type ReportPeriod } from '@claude-monitor/protocol/api/reports';

/** What reports a page is about: the zone is in its address, so that who it is sent to sees the same days. */
export type ReportsQuery = { period: ReportPeriod; project: string | null; zone: string };

const ZONE_PARAMETER = 'tz';

export function reportsQuery(
  query: Pick<URLSearchParams, 'get'>,
  viewersZone: string,
): ReportsQuery {
  return {
    period: REPORT_PERIODS.find((period) => period === query.get('period')) ?? 'week',
    project: query.get('project'),
    zone: query.get(ZONE_PARAMETER) ?? viewersZone,
  };
}

/** Of the list. */
export const listPath = (pageQuery: ReportsQuery): string => `/reports${addressQuery(pageQuery)}`;

export const reportPath = (id: string, pageQuery: Omit<ReportsQuery, 'period'>): string =>
  `/reports/${encodeURIComponent(id)}${addressQuery({ ...pageQuery, period: 'week' })}`;

function addressQuery({ period, project, zone }: ReportsQuery): string {
  const query = new URLSearchParams();
  if (period !== 'week') query.set('period', period);
  if (project !== null) query.set('project', project);
  query.set(ZONE_PARAMETER, zone);
  return `?${query.toString()}`;
}

/** The query of the API that answers it. */
export function apiQuery({ project, zone }: Omit<ReportsQuery, 'period'>): string {
  const query = new URLSearchParams({ timezone: zone });
  if (project !== null) query.set('project', project);
  return query.toString();
}

/** The same days on the trends page. */
export function trendsPath(report: { from: number; to: number; project: string | null }): string {
  const query = new URLSearchParams({ from: String(report.from), to: String(report.to) });
  if (report.project !== null) query.set('project', report.project);
  return `/trends?${query.toString()}`;
}
