import {
  scheduleSchema,
  schedulesAnswerSchema,
  type ReportPeriod,
  type Schedule,
} from '@claude-monitor/protocol/api/reports';
import { callAdmin, NOTHING, type AdminOutcome } from '../../lib/api/admin.ts';

type Fetch = typeof fetch;

export type ScheduleInput = {
  period: ReportPeriod;
  project?: string;
  timezone: string;
  hour: number;
};

const PATH = '/v1/reports/schedules';

export const fetchSchedules = (fetchFrom: Fetch): Promise<AdminOutcome<{ items: Schedule[] }>> =>
  callAdmin({ method: 'GET', path: PATH, schema: schedulesAnswerSchema }, fetchFrom);

export const addSchedule = (
  body: ScheduleInput,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Schedule>> =>
  callAdmin({ method: 'POST', path: PATH, body, schema: scheduleSchema }, fetchFrom);

export const removeSchedule = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin(
    { method: 'DELETE', path: `${PATH}/${encodeURIComponent(id)}`, schema: NOTHING },
    fetchFrom,
  );
