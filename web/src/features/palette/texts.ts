export const title = 'Search or jump to';
export const placeholder = 'Page, agent or session';
export const results = 'Results';
export const nothing = 'No results';
export const searchAll = (text: string): string => `Search all sessions for “${text}”`;
export const page = 'Page';
export const session = 'Session';
export const open = 'Search';
export const shortcuts = 'Keyboard shortcuts';
export const close = 'Close';
export const PAGE_WORDS = {
  '/': 'Today',
  '/inbox': 'Inbox',
  '/sessions': 'Sessions',
  '/tasks': 'Tasks',
  '/agents': 'Agents',
  '/trends': 'Trends',
  '/errors': 'Errors',
  '/uptime': 'Uptime',
  '/reports': 'Reports',
  '/waste': 'Waste',
  '/settings': 'Settings',
} as const;
export const goTo = (page: string): string => `Go to ${page}`;
export const OTHER_KEYS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['⌘ K', 'Ctrl K'], does: 'Search or jump to' },
  { keys: ['/'], does: 'Search this list' },
  { keys: ['j', 'k'], does: 'Next and previous row' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['o'], does: 'Open the row in a new tab' },
  { keys: ['e'], does: 'Acknowledge' },
  { keys: ['z'], does: 'Snooze' },
  { keys: ['a'], does: 'Assign' },
  { keys: ['[', ']'], does: 'Previous and next period' },
  { keys: [',', '.'], does: 'Session: previous and next event' },
  { keys: ['Space'], does: 'Session: play and pause' },
  { keys: ['x'], does: 'Session: next failure' },
  { keys: ['?'], does: 'Show this list' },
];
export const then = 'then';
