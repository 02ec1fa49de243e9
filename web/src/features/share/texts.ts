import type { AuditKind } from '@claude-monitor/protocol/api/share';

export const pageTitle = 'Links · Claude Monitor';
export const title = 'Links';
export const about =
  'Anyone with a link sees a live, read-only dashboard until the link expires or you revoke it. Each link is shown once, when you create it.';
export const listName = 'links';
export const create = 'Create link';

export const noLinks = 'No share links yet.';
export const name = 'Name';
export const expires = 'Expires';
export const lastOpened = 'Last opened';
export const viewers = 'Viewers';
export const revoke = 'Revoke';
export const revokeLink = (name: string): string => `Revoke ${name}`;
export const createdBy = (who: string, when: string): string => `created by ${who}, ${when}`;
export const inShort = (expiry: string, opened: string): string =>
  `expires ${expiry}, opened ${opened}`;

export const wholeWorkspace = 'the whole workspace';
export const projectNamed = (name: string): string => `project ${name}`;
export const sessionNamed = (id: string): string => `session ${id}`;
export const allNames = 'all names and texts';
export const noNames = 'no names';
export const namesOf = (kinds: string): string => `names of ${kinds}`;
export const expired = 'expired';
export const inSpan = (span: string): string => `in ${span}`;
export const neverOpened = 'never';
export const justNow = 'just now';

export const formTitle = 'New link';
export const nameField = 'Name (optional)';
export const namePlaceholder = 'Who the link is for';
export const showsField = 'What the link shows';
export const oneProject = 'one project';
export const oneSession = 'one session';
export const projectField = 'Project name';
export const sessionField = 'Session ID';
export const scopeMissing = {
  workspace: '',
  project: 'Enter the name of a project.',
  session: 'Enter the ID of a session.',
} as const;
export const expiryField = 'Expires';
export const inHour = 'in 1 hour';
export const inDay = 'in 1 day';
export const inWeek = 'in 7 days';
export const inMonth = 'in 30 days';
export const inQuarter = 'in 90 days';
export const namesField = 'Names';
export const redacted = 'Redact names and texts';
export const redactedMeans =
  'Names are pseudonymized, except those you select, and texts are left out. States, counts, models, times and costs are shown.';
export const openMeans =
  'Anyone with the link can read all names, and the texts of sessions, tasks and errors.';
export const noSuchSession = 'This workspace has no session with this ID.';

export const createdTitle = (name: string): string => `Link “${name}” created`;
export const copyNow = 'Copy it now. You can’t see it again. Anyone with the link can open it.';
export const theLink = 'link';
export const dialogCopyNow =
  'Copy it now. You can’t see it again. Anyone with the link can watch live until it expires. [Manage links](/settings/links)';
export const share = 'Share';

export const revokeTitle = (name: string): string => `Revoke “${name}”?`;
export const revokeAction = 'Revoke link';
export const nobodyWatches = 'Nobody is viewing it right now.';
export const pagesClose = (viewers: number): string =>
  `${String(viewers)} open ${viewers === 1 ? 'page closes' : 'pages close'} immediately.`;
export const revokedMeans = 'Anyone who opens it later sees that it no longer works.';

export const audit = 'Audit log';
export const auditAbout =
  'Changes to keys, links, channels, rules and data, and who made them. Newest first.';
export const auditEmpty = 'No entries yet.';
export const AUDIT_WORDS: Readonly<Record<AuditKind, string>> = {
  key_created: 'Key created',
  key_revoked: 'Key revoked',
  link_created: 'Link created',
  link_opened: 'Link opened',
  link_revoked: 'Link revoked',
  channel_created: 'Channel added',
  channel_changed: 'Channel changed',
  channel_removed: 'Channel removed',
  incident_changed: 'Incident changed',
  rule_changed: 'Rule changed',
  parked_row_sent_again: 'Parked row sent again',
  parked_rows_sent_again: 'Parked rows sent again',
  history_repaired: 'History repaired',
  parked_row_deleted: 'Parked row deleted',
  data_deleted: 'Data deleted',
  retention_changed: 'Retention changed',
  label_hidden: 'Label hidden',
  label_shown: 'Label shown',
  view_saved: 'View saved',
  view_deleted: 'View deleted',
  report_schedule_created: 'Report scheduled',
  report_schedule_removed: 'Report schedule removed',
  report_schedule_changed: 'Report schedule changed',
  budget_created: 'Budget added',
  budget_changed: 'Budget changed',
  budget_removed: 'Budget removed',
  budget_tripped: 'Budget used up: tool calls stopped',
  budget_lifted: 'Brake lifted',
  budget_resumed: 'Brake stops again',
};
export const auditLine = (what: string, name: string): string => `${what}: ${name}`;
export const auditBy = (name: string): string => `, by ${name}`;
export const auditByDeploySecret = ', with the deploy secret';
export const auditMore = (shown: number, all: number): string =>
  `Showing the newest ${String(shown)} of ${String(all)}. For all entries, call GET /v1/audit.`;

export const endedPageTitle = 'Link · Claude Monitor';
export const endedTitle = 'This link doesn’t work';
export const endedMeans =
  'It has expired, was revoked, or was not copied completely. Ask the sender for a new one.';
export const openingPageTitle = 'Claude Monitor';
export const sharedView = 'Shared view';
export const sharedSession = 'Shared view of one session';
export const sharedViewOf = 'Shared view of';
export const redactedTitle = 'Hidden names appear as stable pseudonyms. Texts are left out.';
export const redactedMark = '· redacted';
export const until = '· expires';
export const opensHere = 'Open on this page, with its range and filters';
export const opensHereMeans = 'Viewers can also open the link’s other pages.';
export const sitesField = 'Sites that may embed it (optional)';
export const sitesMeans = 'Origins, separated by spaces. Only these may show the link in a frame.';
export const sitesWrong = 'Enter origins such as https://wiki.example.com, without a path.';
export const embed = 'the code to embed';
export const embedMeans = 'To embed it, copy this into a page of the sites you chose.';
export const frameCode = (url: string): string =>
  `<iframe src="${url.replaceAll('&', '&amp;')}" width="100%" height="720" style="border:0" title="Claude Monitor"></iframe>`;
