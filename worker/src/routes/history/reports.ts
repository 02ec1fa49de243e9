import {
  AppError,
  REPORT_RULES,
  reportAnswerSchema,
  reportIdSchema,
  reportMarkdown,
  reportPreviewQuerySchema,
  reportQuerySchema,
  REPORTS_RULES,
  reportsAnswerSchema,
  reportsQuerySchema,
  type Report,
} from '@claude-monitor/protocol';
import { z } from 'zod';
import type { History } from '../../deps.ts';
import type { CallHub } from '../../http/call-hub.ts';
import { lastPeriod, periodAt, periodOfId } from '../../domain/reports/periods.ts';
import {
  readReport,
  readReportList,
  type ReportInput,
  type ReportReads,
} from '../../store/reports/read-report.ts';
import type { Router } from '../route.ts';
import { questionMounter } from './history.ts';

const reportParams = z.object({ id: reportIdSchema });

/** Reports of a day or a week, as pages, Markdown and a list. */
export function mountReports(router: Router): void {
  const mountQuestion = questionMounter(router);
  const now = (): number => router.deps.now();

  mountQuestion({
    path: '/v1/reports',
    summary: 'List reports of the last weeks or days with their totals',
    query: reportsQuerySchema,
    answer: reportsAnswerSchema,
    redaction: () => REPORTS_RULES,
    read: (history, workspace, { query: { project = null, timezone = 'UTC', period } }) =>
      readReportList(readsOf(history, workspace), { period, project, timezone, now: now() }),
  });
  mountQuestion({
    path: '/v1/reports/preview',
    summary: 'Get the last report, or the one that contains `at`',
    query: reportPreviewQuerySchema,
    answer: reportAnswerSchema,
    redaction: () => REPORT_RULES,
    markdown: (report) => reportMarkdown(report, report),
    read: (
      history,
      workspace,
      { query: { project = null, timezone = 'UTC', period, at }, hub },
    ) => {
      const wanted =
        at === undefined ? lastPeriod(period, now(), timezone) : periodAt(period, at, timezone);
      const input = { period: wanted, project, timezone, now: now() };
      return withIncidents(readReport(readsOf(history, workspace), input), input, hub);
    },
  });
  mountQuestion({
    path: '/v1/reports/:id',
    params: reportParams,
    summary: 'Get the report of a week (2026-W47) or a day (2026-11-16)',
    query: reportQuerySchema,
    answer: reportAnswerSchema,
    redaction: () => REPORT_RULES,
    markdown: (report) => reportMarkdown(report, report),
    read: (history, workspace, { params, query: { project = null, timezone = 'UTC' }, hub }) => {
      const period = periodOfId(params.id, timezone);
      if (period === null) {
        throw new AppError(
          'not_found',
          'Report not found. Use a day (2026-11-16) or a week (2026-W47).',
          { path: 'id' },
        );
      }
      const input = { period, project, timezone, now: now() };
      return withIncidents(readReport(readsOf(history, workspace), input), input, hub);
    },
  });
}

/** Of the same time and project; history does not know of them. */
async function withIncidents(
  reading: Promise<Report>,
  { period: { from, to }, project }: ReportInput,
  hub: CallHub,
): Promise<Report> {
  const [report, { incidents, project: only }] = await Promise.all([
    reading,
    hub('reportContext', { from, to, project }),
  ]);
  // A link of one project shows that project, whatever it asks for.
  return { ...report, incidents, project: report.project ?? only };
}

const readsOf = (history: History, workspace: string): ReportReads => ({
  usage: (query) => history.usage(workspace, query),
  activity: (query) => history.activity(workspace, query),
  errorGroups: (query) => history.errorGroups(workspace, query),
  tasks: (query) => history.tasks(workspace, query),
  sessions: (query) => history.sessions(workspace, query),
  uptime: (query) => history.uptime(workspace, query),
});
