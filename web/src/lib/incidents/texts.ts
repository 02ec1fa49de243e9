import type { IncidentStep } from '@claude-monitor/protocol/api/incidents';

export const acknowledge = 'Acknowledge';
export const snooze = 'Snooze';
export const assign = 'Assign';
export const reopen = 'Reopen';
export const actions = 'Actions';
export const forHowLong = 'Snooze for';
export const SNOOZES = [
  { minutes: 60, words: '1 hour' },
  { minutes: 240, words: '4 hours' },
  { minutes: 1_440, words: '1 day' },
] as const;
export const assignTo = 'Assign to';
export const nobody = 'Nobody';
export const save = 'Save';
export const service = 'Claude Monitor';
export const anAgent = 'An agent';
export const assignedTo = (name: string): string => `Assigned to ${name}`;
export const acknowledgedBy = (name: string): string => `Acknowledged by ${name}`;
export const snoozedUntil = (when: string): string => `Snoozed until ${when}`;
export const details = 'Details';
export const hideDetails = 'Hide details';
export const history = 'History';
export const evidence = 'Based on';
export const noEvent = 'No event: time-based';
export const loading = 'Loading…';
export { KIND_WORDS } from '@claude-monitor/protocol/incidents/incident-words';
export const STEP_WORDS: Readonly<Record<IncidentStep['step'], string>> = {
  opened: 'Opened',
  updated: 'Updated',
  acknowledged: 'Acknowledged',
  snoozed: 'Snoozed',
  assigned: 'Assigned',
  unassigned: 'Unassigned',
  reopened: 'Reopened',
  resolved: 'Resolved',
};
export const by = (name: string): string => `by ${name}`;
export const toWhom = (name: string): string => `to ${name}`;
export const untilWhen = (when: string): string => `until ${when}`;
