import {
  reportAnswerSchema,
  reportsAnswerSchema,
  type ReportAnswer,
  type ReportsAnswer,
} from '@claude-monitor/protocol/api/reports';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { apiQuery, type ReportsQuery } from './reports-address.ts';

export const fetchReport = (
  id: string,
  pageQuery: ReportsQuery,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ReportAnswer>> =>
  fetchHistory(
    `/v1/reports/${encodeURIComponent(id)}?${apiQuery(pageQuery)}`,
    reportAnswerSchema,
    fetchFrom,
  );

export const fetchReports = (
  pageQuery: ReportsQuery,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ReportsAnswer>> =>
  fetchHistory(
    `/v1/reports?period=${pageQuery.period}&${apiQuery(pageQuery)}`,
    reportsAnswerSchema,
    fetchFrom,
  );
