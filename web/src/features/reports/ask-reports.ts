import {
  reportAnswerSchema,
  reportsAnswerSchema,
  type ReportAnswer,
  type ReportsAnswer,
} from '@claude-monitor/protocol/api/reports';
import { askHistory, type HistoryOutcome } from '../../lib/api/history.ts';
import { apiQuery, type ReportsAsked } from './reports-address.ts';

export const askReport = (
  id: string,
  asked: ReportsAsked,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ReportAnswer>> =>
  askHistory(
    `/v1/reports/${encodeURIComponent(id)}?${apiQuery(asked)}`,
    reportAnswerSchema,
    fetchFrom,
  );

export const askReports = (
  asked: ReportsAsked,
  fetchFrom: typeof fetch,
): Promise<HistoryOutcome<ReportsAnswer>> =>
  askHistory(
    `/v1/reports?period=${asked.period}&${apiQuery(asked)}`,
    reportsAnswerSchema,
    fetchFrom,
  );
