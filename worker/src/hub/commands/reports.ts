import type { ScheduleChange } from '@claude-monitor/protocol';
import {
  changeSchedule,
  createSchedule,
  deleteSchedule,
  listSchedules,
  type ScheduleCall,
} from '../reports/calls.ts';
import { auditedChange, query, type Call } from './command.ts';

type Admin = Call<'admin'>;

export const REPORT_COMMANDS = {
  listSchedules: query({ scope: 'admin', run: ({ hub }) => listSchedules(hub) }),
  createSchedule: auditedChange({
    scope: 'admin',
    audit: 'report_schedule_created',
    run: ({ hub }: Admin, schedule: ScheduleCall) => createSchedule(hub, schedule),
  }),
  changeSchedule: auditedChange({
    scope: 'admin',
    audit: 'report_schedule_changed',
    run: ({ hub }: Admin, id: string, wanted: ScheduleChange) => changeSchedule(hub, id, wanted),
  }),
  deleteSchedule: auditedChange({
    scope: 'admin',
    audit: 'report_schedule_removed',
    run: ({ hub }: Admin, id: string) => deleteSchedule(hub, id),
  }),
};
