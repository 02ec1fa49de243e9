import type { Schedule } from '@claude-monitor/protocol/api/reports';

export const pageTitle = 'Report schedules · Claude Monitor';
export const title = 'Reports';
export const about =
  'Daily or weekly reports, sent to your channels at a set hour. A missed report is sent once, marked late.';
export const listName = 'report schedules';
export const empty = 'No reports scheduled yet. First add a channel in Alerts.';
export const add = 'Schedule a report';
export const formTitle = 'New schedule';
export const editTitle = (name: string): string => `Change the ${name}`;
export const save = 'Save';
export const edit = 'Edit';
export const editOf = (name: string): string => `Edit the ${name}`;
export const sentOnce = 'A period that was sent already is not sent again.';
export const period = 'Report';
export const PERIOD_WORDS = { week: 'Each week, on Monday', day: 'Each day' } as const;
export const project = 'Project';
export const projectMeans = 'Leave empty for the whole workspace.';
export const timezone = 'Time zone';
export const timezoneMeans = 'IANA name, for example Europe/Berlin.';
export const timezoneWrong = 'Enter the name of a time zone, for example Europe/Berlin.';
export const hour = 'Hour';
export const hourWrong = 'Enter an hour from 0 to 23.';
export const create = 'Schedule';
export const remove = 'Remove';
export const removeOf = (name: string): string => `Remove the ${name}`;
export const removeTitle = ({ period, project }: Schedule): string =>
  `${removeOf(nameOf(period, project))}?`;
export const nameOf = (period: 'day' | 'week', project: string | null): string =>
  `${period === 'week' ? 'weekly' : 'daily'} report${project === null ? '' : ` of ${project}`}`;
export const next = (when: string, zone: string): string => `Next: ${when}, ${zone}`;
export const everyChannel = 'to every channel';
export const someChannels = (count: number): string =>
  count === 0
    ? 'to nobody: its channels were removed'
    : `to ${String(count)} ${count === 1 ? 'channel' : 'channels'}`;
export const failing = (when: string): string =>
  `History has been unavailable since ${when}. The report is sent once it returns.`;
export const sent = (when: string, channels: string): string => `Sent ${when} to ${channels}`;
export const sentToNobody = (when: string): string =>
  `Due ${when}. Not sent: its channels were removed.`;
export const late = 'late';
