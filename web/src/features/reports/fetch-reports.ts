import {
  reportAnswerSchema,
  reportsAnswerSchema,
  type ReportAnswer,
  type ReportsAnswer,
} from '@claude-monitor/protocol/api/reports';
import { fetchHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { apiQuery, type ReportsAsked } from './reports-address.ts';

export const fetchReport = (
  id: string,
  asked: ReportsAsked,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ReportAnswer>> =>
  fetchHistory(
    `/v1/reports/${encodeURIComponent(id)}?${apiQuery(asked)}`,
    reportAnswerSchema,
    fetchFrom,
  );

export const fetchReports = (
  asked: ReportsAsked,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ReportsAnswer>> =>
  fetchHistory(
    `/v1/reports?period=${asked.period}&${apiQuery(asked)}`,
    reportsAnswerSchema,
    fetchFrom,
  );
