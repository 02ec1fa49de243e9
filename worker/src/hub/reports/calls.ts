import { LIMITS, type NewSchedule, type Schedule } from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';
import type { ReportSender } from './report-sender.ts';
import type { StoredSchedule } from './stored-schedules.ts';

export type ScheduleCall = NewSchedule & { id: string };

export function createSchedule(
  { reports, alerts, now }: Pick<OpenHub, 'reports' | 'alerts' | 'now'>,
  { channels, project, ...asked }: ScheduleCall,
): Answer<Schedule & { name: string }> {
  const { schedules } = reports;
  if (schedules.all.length >= LIMITS.reportSchedules) {
    const most = String(LIMITS.reportSchedules);
    return refuse('conflict', `This workspace has ${most} report schedules. Remove one first.`);
  }
  if (!alerts.settings.hasChannels) {
    return refuse('conflict', 'No channel to send reports to. Add one in Alerts first.');
  }
  const unknown = channels?.find((id) => alerts.settings.channel(id) === null);
  if (unknown !== undefined) return refuse('invalid_body', 'channels: no channel has this id.');
  const schedule: StoredSchedule = {
    ...asked,
    project: project ?? null,
    channels: channels ?? null,
    createdAt: now(),
    failingSince: null,
    doneAt: now(),
  };
  schedules.save(schedule);
  reports.resume();
  return { ok: true, value: shown(reports, schedule) };
}

export function deleteSchedule(
  { reports }: Pick<OpenHub, 'reports'>,
  id: string,
): Answer<Schedule & { name: string }> {
  const schedule = reports.schedules.find(id);
  if (schedule === null) return refuse('not_found', 'Report schedule not found.');
  const value = shown(reports, schedule);
  reports.schedules.delete(id);
  return { ok: true, value };
}

export function listSchedules({ reports }: Pick<OpenHub, 'reports'>): Answer<Schedule[]> {
  const items = reports.schedules.all.map((schedule) => {
    const { name: _, ...item } = shown(reports, schedule);
    return item;
  });
  return { ok: true, value: items };
}

/** `name` is what the audit log calls it. */
function shown(reports: ReportSender, schedule: StoredSchedule): Schedule & { name: string } {
  const { doneAt: _, ...rest } = schedule;
  const what = schedule.period === 'week' ? 'weekly report' : 'daily report';
  return {
    ...rest,
    nextAt: reports.nextAt(schedule),
    sent: reports.schedules.sentBy(schedule.id),
    name: schedule.project === null ? what : `${what} of ${schedule.project}`,
  };
}
