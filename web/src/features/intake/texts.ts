import type { UnknownNamesAnswer } from '@claude-monitor/protocol/api/index';
import type { ParkedKind } from '@claude-monitor/protocol/api/parked';

export const pageTitle = 'Unrecognized data · Claude Monitor';
export const unknownTitle = 'Unrecognized data';
export const unknownAbout =
  'Events, attributes, spans and hooks that clients sent and this monitor doesn’t know, by client version. Usually the client is newer than the monitor, or a call reports no tokens. They affect no figure. Only names are kept, never values.';
export const onlyAdmins =
  'Only admins can see this page. Log in with a key that has the admin scope.';
export const allKnown = 'None. Everything clients sent was recognized.';
export const name = 'Name';
export const kind = 'Kind';
export const client = 'Client';
export const times = 'Count';
export const firstSeen = 'First seen';
export const lastSeen = 'Last seen';
export const clientOf = (client: string, version: string | null): string =>
  version === null ? client : `${client} ${version}`;
export const kindAndClient = (kind: string, client: string): string => `${kind}, ${client}`;
export const UNKNOWN_KINDS: Readonly<Record<UnknownNamesAnswer['items'][number]['kind'], string>> =
  {
    event: 'Event',
    event_field: 'Event field',
    attribute: 'Attribute',
    metric: 'Metric',
    span: 'Span',
    hook: 'Hook',
    hook_field: 'Hook field',
  };
export const droppedNote = (count: string): string =>
  `The list is full: ${count} rarely seen names were replaced.`;

export const parkedTitle = 'Parked rows';
export const parkedAbout =
  'Rows of history that the database rejected. They are kept here while all other rows continue. Fix the cause, then send them again. Their content is not shown.';
export const notUpdating = (span: string, why: string): string =>
  `History isn’t updating. The database has accepted no rows for ${span}: ${why}.`;
export const noParked = 'None. The database has accepted every row.';
export const rowsOf = 'Rows';
export const why = 'Reason';
export const tries = 'Tries';
export const firstTry = 'First try';
export const lastTry = 'Last try';
export const actions = 'Actions';
export const sendAgain = 'Send again';
export const deleteRow = 'Delete';
export const sendAllAgain = 'Send all again';
export const olderToo = 'There are older rows.';
export const deleteTitle = 'Delete these rows?';
export const deleteAction = 'Delete rows';
export const deleteMeans = (what: string): string =>
  `${what} will be missing from history. You can’t undo this.`;
export const PARKED_KINDS: Readonly<Record<ParkedKind, string>> = {
  session: 'Session',
  task: 'Task',
  usage: 'Requests and usage',
  activity: 'Activity',
  errors: 'Errors',
  edge: 'Handovers, messages and subagents',
  block: 'Raw events',
};
export const ofHour = (what: string, hour: string): string => `${what}, hour of ${hour}`;
export const retried = (stored: string, rejected: string): string =>
  `${stored} stored, ${rejected} rejected again.`;
export const notSentYet = (count: string): string =>
  ` ${count} not sent yet. Send all again to continue.`;
export const parkedFull = 'the limit of parked rows is reached. Send them again, or delete some';
export const allRefused = 'it rejects every row, so the cause lies in the database';
export const refused = 'it rejects all writes. Check its tables, its credential and its disk';
export const databaseBusy = 'it is busy';
export const noAnswer = 'it doesn’t respond in time';
export const unreachable = 'it is unreachable';
