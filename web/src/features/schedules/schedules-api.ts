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
  /** null: the whole workspace. */
  project: string | null;
  timezone: string;
  hour: number;
  /** Ids; null: every channel, later ones too. */
  channels: string[] | null;
};

const PATH = '/v1/reports/schedules';

export const fetchSchedules = (fetchFrom: Fetch): Promise<AdminOutcome<{ items: Schedule[] }>> =>
  callAdmin({ method: 'GET', path: PATH, schema: schedulesAnswerSchema }, fetchFrom);

export const addSchedule = (
  body: ScheduleInput,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Schedule>> =>
  callAdmin({ method: 'POST', path: PATH, body: newOf(body), schema: scheduleSchema }, fetchFrom);

export const changeSchedule = (
  id: string,
  body: ScheduleInput,
  fetchFrom: Fetch,
): Promise<AdminOutcome<Schedule>> =>
  callAdmin({ method: 'PUT', path: pathOf(id), body, schema: scheduleSchema }, fetchFrom);

/** A new one leaves out what it does not limit. */
const newOf = ({ project, channels, ...rest }: ScheduleInput) => ({
  ...rest,
  ...(project === null ? {} : { project }),
  ...(channels === null ? {} : { channels }),
});

const pathOf = (id: string): string => `${PATH}/${encodeURIComponent(id)}`;

export const removeSchedule = (id: string, fetchFrom: Fetch): Promise<AdminOutcome<null>> =>
  callAdmin({ method: 'DELETE', path: pathOf(id), schema: NOTHING }, fetchFrom);
