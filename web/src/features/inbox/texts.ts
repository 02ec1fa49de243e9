import { fullCount } from '../../lib/format/numbers.ts';

export const pageTitle = (open: number): string =>
  open === 0 ? 'Inbox · Claude Monitor' : `(${fullCount(open)}) Inbox · Claude Monitor`;
export const loading = 'Loading the inbox…';
export const open = 'Open';
export const acknowledged = 'Acknowledged';
export const snoozed = 'Snoozed';
export const emptyTitle = 'Nothing needs attention';
export const emptyAbout =
  'Agents that wait, fail, stall, repeat themselves or fall silent appear here, with the reason and a link. Entries disappear once resolved.';
export const keysAbout = 'j and k move, e acknowledges, z snoozes, a assigns.';
export const logIn = 'Log in with an admin key';
export const logInAbout = 'to acknowledge, snooze or assign.';
export const notify = 'Get notified in this browser';
export const setUpAlerts = 'Set up alerts';
export const more = (count: number): string =>
  count === 1
    ? '1 older incident is not shown.'
    : `${fullCount(count)} older incidents are not shown.`;
