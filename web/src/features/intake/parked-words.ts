import type { ParkedKind, ParkedRow, RetriedRows } from '@claude-monitor/protocol/api/parked';
import { dayAndTime } from '../../lib/format/time.ts';

const KIND_WORDS: Record<ParkedKind, string> = {
  session: 'Session',
  task: 'Task',
  usage: 'Requests and usage',
  activity: 'Activity',
  errors: 'Errors',
  edge: 'Handovers, messages and subagents',
  block: 'Raw events',
};

/** What the rows are about: `Requests and usage, hour of 4 May 2026, 11:00:00`. */
export function parkedTitle({ kind, hour }: ParkedRow): string {
  return hour === null ? KIND_WORDS[kind] : `${KIND_WORDS[kind]}, hour of ${dayAndTime(hour)}`;
}

/** How sending again went. */
export function retriedWords({ landed, refused, left }: RetriedRows): string {
  const parts = [`${String(landed)} stored`, `${String(refused)} refused again`];
  if (left > 0) parts.push(`${String(left)} not sent yet: press once more`);
  return `${parts.join(', ')}.`;
}

/** Why history stands still, of a code of the hub's; it may be of a newer hub. */
export function failingWords(code: string): string {
  switch (code) {
    case 'parked_full':
      return 'there is no room for more refused rows: send them again, or delete some';
    case 'all_refused':
      return 'it refuses every row, so the cause is not in them';
    case 'refused':
      return 'it refuses all writes: its tables, its credential or its disk';
    case 'busy':
      return 'it is busy';
    case 'timeout':
      return 'it does not answer in time';
    default:
      return 'it is not reached';
  }
}
