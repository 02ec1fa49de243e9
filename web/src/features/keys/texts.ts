import type { Scope } from '@claude-monitor/protocol/api/index';

export const pageTitle = 'Keys · Claude Monitor';
export const title = 'Keys';
export const about =
  'Keys give programs and people access to this workspace. Each key is shown once, when you create it. Only its hash is stored.';
export const listName = 'keys';
export const create = 'Create key';

export const name = 'Name';
export const permissions = 'Permissions';
export const created = 'Created';
export const lastUsed = 'Last used';
export const lastUsedMeans = 'Updated once an hour';
export const thisLogin = 'your login';
export const revoke = 'Revoke';
export const revokeKey = (name: string): string => `Revoke ${name}`;
export const ofUser = (user: string): string => `user ${user}`;
export const onDevice = (device: string): string => `device ${device}`;
export const neverUsed = 'never';

export const formTitle = 'New key';
export const namePlaceholder = 'ci-server';

/** What a scope lets its holder do, for the one who grants it. */
export const SCOPE_WORDS: Readonly<Record<Scope, { may: string; means: string }>> = {
  ingest: {
    may: 'send',
    means: 'Send events. For agents, telemetry, hooks and programs. Can’t read anything.',
  },
  read: {
    may: 'read',
    means: 'Open dashboards, and let agents ask about other agents. Sees the whole workspace.',
  },
  admin: {
    may: 'admin',
    means: 'Manage keys, links, alerts and retention. Logging in also needs read.',
  },
};

export const user = 'User (optional)';
export const device = 'Device (optional)';
export const boundMeans =
  'Everything sent with this key is attributed to this user and device, whatever an event states.';
export const scopesMissing = 'Select at least one permission.';

export const createdTitle = (name: string): string => `Key “${name}” created`;
export const copyNow =
  'Copy it now. You can’t see it again, because only its hash is stored. Anyone who has the key can use it.';
export const theKey = 'key';
export const dashboardLink = 'To open the dashboard with this key:';
export const theDashboardLink = 'dashboard link';
export const connectCommands = 'To connect an agent with this key:';

export const revokeTitle = (name: string): string => `Revoke “${name}”?`;
export const revokeAction = 'Revoke key';
export const stopsOwnLogin = 'You are logged in with this key, so this page closes too.';
export const stopsLastAdmin =
  'No other key can administer this workspace. To create one, you need the deploy secret.';
export const stopsDashboards =
  'Dashboards opened with this key close immediately and are logged out.';
export const stopsEvents =
  'Events sent with this key are rejected. The local proxy keeps what it can’t send; telemetry and hooks are lost until you give them another key.';
export const stopsAdmin = 'Its holder loses admin access.';
