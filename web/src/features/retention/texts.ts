import type {
  DeletionBody,
  Retention,
  RetentionBounds,
} from '@claude-monitor/protocol/api/retention';

export const pageTitle = 'Retention · Claude Monitor';
export const title = 'Retention';
export const about =
  'How long this workspace keeps data. Older data is deleted once a day. Figures of the remaining data don’t change.';
export const listName = 'retention settings';
export const lastRun = 'Last run';
export const UNITS = { days: 'days', rows: 'rows' } as const;
export const FIELD_WORDS: Readonly<Record<keyof Retention, { label: string; means: string }>> = {
  horizonDays: {
    label: 'History',
    means:
      'Sessions, tasks, requests, errors and their totals. Older data is deleted, and older events are rejected. This is most of the database.',
  },
  factsDays: {
    label: 'Late corrections',
    means:
      'How long a late event can still correct an hour of a session, counted from the last event received for that hour. After that, its totals are final. Until then, each request uses about half a kilobyte of workspace storage.',
  },
  blocksDays: {
    label: 'Raw events',
    means:
      'Events as they were sent, including any text you opted in to. They are listed on their session’s page. No figure depends on them.',
  },
  auditLines: {
    label: 'Audit log',
    means: 'Changes made by admins. New entries replace the oldest.',
  },
  deliveredMessages: {
    label: 'Delivered messages',
    means: 'Delivered alerts in the message log.',
  },
  parkedRows: {
    label: 'Parked rows',
    means:
      'Rows that the database rejected and that wait for you. At this limit, history pauses until you send them again or delete them. Nothing is dropped.',
  },
  resolvedIncidents: {
    label: 'Resolved incidents',
    means: 'Incidents that are over, in the inbox. New ones replace the oldest.',
  },
  requestKeys: {
    label: 'Request IDs',
    means:
      'IDs of the newest requests. A copied session, such as a fork, sends requests again; those with a remembered ID count once.',
  },
};

export const boundsTitle = 'Fixed limits';
export const boundsAbout =
  'These can’t be changed. Above a limit, the oldest entry makes room, unless it says otherwise.';
export const BOUND_WORDS: readonly (readonly [keyof RetentionBounds, string])[] = [
  ['openIncidents', 'Open incidents'],
  ['sentAlerts', 'Alerts in effect'],
  ['sentReports', 'Sent reports in the log'],
  ['savedViews', 'Saved views (no more can be saved)'],
  ['labelKeys', 'Label keys (labels of further keys are dropped)'],
  ['labelValues', 'Values of each label (further values count as “other”)'],
  ['tombstones', 'Deletions remembered, so that the data is rejected if it’s sent again'],
  ['probeDays', 'Days of uptime checks'],
];

export const saveChanges = 'Save changes';
export const useDefaults = 'Restore defaults';
export const outOfBounds = (least: string, most: string): string =>
  `Enter a whole number from ${least} to ${most}.`;
export const longerThanHistory = (days: string): string =>
  `Can’t be longer than history, which is kept for ${days} days.`;
export const lessTitle = 'Keep less data?';
export const lessAction = 'Save and delete';
/** What is deleted for good when less is kept. */
export const LOSSES: Readonly<Record<keyof Retention, (left: string) => string | []>> = {
  horizonDays: (days) => `History older than ${days} days is deleted.`,
  factsDays: (days) => `Hours without new events for ${days} days can no longer be corrected.`,
  blocksDays: (days) => `Raw events older than ${days} days are deleted.`,
  auditLines: (rows) => `All but the newest ${rows} rows of the audit log are deleted.`,
  deliveredMessages: (rows) => `All but the newest ${rows} delivered messages are deleted.`,
  // A limit on what may wait: what waits already stays.
  parkedRows: () => [],
  resolvedIncidents: (rows) => `All but the newest ${rows} resolved incidents are deleted.`,
  requestKeys: (rows) => `Copies of requests older than the newest ${rows} may count twice.`,
};

export const deleteTitle = 'Delete data';
export const deleteAbout =
  'Permanently delete the data of a session, a user or the whole workspace. The audit log records only that data was deleted. A hash makes sure that it is rejected if it is sent again.';
export const sessionField = 'Session ID';
export const userField = 'User name';
export const workspaceField = 'Type the workspace name to confirm';
export const what = 'Delete';
export const DELETION_KINDS: Readonly<Record<DeletionBody['kind'], string>> = {
  session: 'A session',
  user: 'All data of a user',
  workspace: 'All data of the workspace',
};
export const deleteAsk = 'Delete…';
export const noSuchSession = 'This workspace has no session with this ID.';
export const underWay = '– deleting…';
export const deleted = '– deleted';
export const confirmTitle = 'Delete permanently?';
export const confirmAction = 'Delete permanently';
export const DELETED: Readonly<Record<DeletionBody['kind'], string>> = {
  session: 'The session, its tasks, requests, errors and raw events are deleted.',
  user: 'All sessions of the user are deleted, and whatever the user sends from now on is rejected.',
  workspace: 'All sessions, tasks, links and messages are deleted. Keys, channels and rules stay.',
};
export const totalsDrop = 'Totals and trends drop by what it added.';
export const rejectedAgain = 'If the data is sent again, by a spool or an import, it is rejected.';
