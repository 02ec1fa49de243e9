import type { ConnectionView } from '../../lib/live/connection/connection-view.ts';
import type { Theme } from './theme.svelte.ts';

export const product = 'Claude Monitor';
export const pages = 'Pages';
export const today = 'Today';
export const inbox = 'Inbox';
export const inboxOf = (open: number): string =>
  open === 0 ? 'Inbox: nothing needs attention' : `Inbox: ${String(open)} open`;
export const sessions = 'Sessions';
export const tasks = 'Tasks';
export const agents = 'Agents';
export const errors = 'Errors';
export const uptime = 'Uptime';
export const trends = 'Trends';
export const notifications = 'Notifications';
export const reports = 'Reports';
export const waste = 'Waste';
export const budgets = 'Budgets';
export const labels = 'Labels';
export const settings = 'Settings';
export const THEME_WORDS: Readonly<Record<Theme, string>> = {
  auto: 'Auto',
  light: 'Light',
  dark: 'Dark',
};
export const themeIs = (theme: Theme): string => `Theme: ${THEME_WORDS[theme]}`;

/** After `Live`. */
export const behind = (seconds: string): string => `, ${seconds} s behind`;
export const outOfDate = (time: string): string => `Out of date, as of ${time}`;
export const CONNECTION_WORDS: Readonly<Record<ConnectionView['name'], string>> = {
  live: 'Live',
  'out of date': 'Out of date',
  connecting: 'Connecting…',
  reconnecting: 'Reconnecting…',
  unreachable: 'Unreachable',
  'logged out': 'Logged out',
  'outdated page': 'Page out of date',
};

export const completeness = (share: string): string => `Completeness of all sessions: ${share}`;
export const shareOf = (share: string, of: string): string => `${share} of ${of}`;
export const notifyHere = 'Notify me in this browser';
export const notifiedHere = 'Notifications on';
export const notifyHereMeans =
  'Says how many incidents of this link need someone, and nothing else, while a page of it is open in the background.';
export const NOT_NOTIFIED_WORDS = {
  denied: 'This browser blocks notifications from this address.',
  unsupported: 'This browser can’t show notifications here.',
} as const;
export const unrecognized = 'Unrecognized data';

export const connect = 'Connect';
export const keys = 'Keys';
export const links = 'Links';
export const alerts = 'Alerts';
export const retention = 'Retention';

export const errorPage = (status: number): string => `${String(status)} · Claude Monitor`;
export const notFound = 'Page not found';
export const pageFailed = 'Something went wrong';
export const toLive = 'Go to Today';
export const skip = 'Skip to content';
export const search = 'Search';
