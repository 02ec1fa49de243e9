import {
  LIMITS,
  type NewSchedule,
  type Schedule,
  type ScheduleChange,
} from '@claude-monitor/protocol';
import { refuse } from '../auth/access.ts';
import type { OpenHub } from '../open-hub.ts';
import type { Answer } from '../rpc.ts';
import type { ReportSender } from './report-sender.ts';
import type { StoredSchedule } from './stored-schedules.ts';

const GONE = 'Report schedule not found.';
const NO_CHANNEL = 'channels: channel not found.';

export type ScheduleCall = NewSchedule & { id: string };

export function createSchedule(
  { reports, alerts, now }: Pick<OpenHub, 'reports' | 'alerts' | 'now'>,
  { channels, project, ...fields }: ScheduleCall,
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
  if (unknown !== undefined) return refuse('invalid_body', NO_CHANNEL);
  const schedule: StoredSchedule = {
    ...fields,
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

/**
 * Holds for what is due from now on. A period that it sent already is not sent again, whatever is changed. When another
 * hour or zone was asked for, what it would have sent before is no report that was missed.
 */
export function changeSchedule(
  { reports, alerts, now }: Pick<OpenHub, 'reports' | 'alerts' | 'now'>,
  id: string,
  { period, project, timezone, hour, channels }: ScheduleChange,
): Answer<Schedule & { name: string }> {
  const { schedules } = reports;
  const known = schedules.find(id);
  if (known === null) return refuse('not_found', GONE);
  if (channels?.some((one) => alerts.settings.channel(one) === null) === true) {
    return refuse('invalid_body', NO_CHANNEL);
  }
  const rhythm = {
    period: period ?? known.period,
    timezone: timezone ?? known.timezone,
    hour: hour ?? known.hour,
  };
  const isOtherRhythm =
    rhythm.period !== known.period ||
    rhythm.timezone !== known.timezone ||
    rhythm.hour !== known.hour;
  const changed: StoredSchedule = {
    ...known,
    ...rhythm,
    project: project === undefined ? known.project : project,
    channels: channels === undefined ? known.channels : channels,
    doneAt: isOtherRhythm ? now() : known.doneAt,
    failingSince: isOtherRhythm ? null : known.failingSince,
  };
  schedules.save(changed);
  reports.resume();
  return { ok: true, value: shown(reports, changed) };
}

export function deleteSchedule(
  { reports }: Pick<OpenHub, 'reports'>,
  id: string,
): Answer<Schedule & { name: string }> {
  const schedule = reports.schedules.find(id);
  if (schedule === null) return refuse('not_found', GONE);
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
