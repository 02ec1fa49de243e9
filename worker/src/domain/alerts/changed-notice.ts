import {
  incidentReason,
  incidentStateOf,
  type AlertField,
  type Incident,
} from '@claude-monitor/protocol';
import type { Notice } from './notice.ts';

/** Who acknowledged, where it was a link: a channel is no person, so every message may name it. */
const LINK = 'link in channel ';

export const linkName = (channel: string): string => `${LINK}${channel}`;

/** The message of an incident as it stands after a change; null: a channel that shows this sees no change. */
export function changedNotice(
  notice: Notice,
  incident: Incident,
  { shows, now }: { shows: readonly AlertField[]; now: number },
): Notice | null {
  const may = new Set(shows);
  const { status: before = null, change: _, ...rest } = notice;
  const status = statusOf(incident, may, now);
  const text = may.has('texts') && rest.text !== null ? incidentReason(incident.reason) : rest.text;
  if (status === before && text === rest.text) return null;
  return {
    ...rest,
    purpose: 'update',
    text,
    ...(status === null ? {} : { status }),
    ...(status === before ? {} : { change: status ?? 'Open again' }),
  };
}

/** What people did about it, in words; null: nothing. */
function statusOf(incident: Incident, may: ReadonlySet<AlertField>, now: number): string | null {
  const { acknowledged, snoozedUntil, assignee } = incident;
  const named = (by: string): string => (may.has('people') || by.startsWith(LINK) ? `: ${by}` : '');
  const parts: string[] = [];
  switch (incidentStateOf(incident, now)) {
    case 'acknowledged':
      parts.push(`Acknowledged${acknowledged === null ? '' : named(acknowledged.by)}`);
      break;
    case 'snoozed':
      parts.push(`Snoozed until ${momentOf(snoozedUntil ?? now)}`);
      break;
    case 'open':
    case 'resolved':
      break;
  }
  if (assignee !== null) parts.push(may.has('people') ? `Assigned to ${assignee}` : 'Assigned');
  return parts.length === 0 ? null : parts.join(', ');
}

const momentOf = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
