export const pageTitle = (needs: number): string =>
  needs === 0 ? 'Wall · Claude Monitor' : `(${String(needs)}) Wall · Claude Monitor`;
export const wall = 'Wall';
export const needs = (count: number, sessions: number): string =>
  `Needs attention, ${String(count)}${
    sessions === 0 || sessions === count
      ? ''
      : ` in ${String(sessions)} ${sessions === 1 ? 'session' : 'sessions'}`
  }`;
export const nothingNeeded = 'Nothing needs attention';
export const working = (active: string, open: string): string => `Working, ${active} of ${open}`;
export const nothingRuns = 'Nothing is running';
export const notShown = (count: number): string => `${String(count)} more not shown`;
export const tokensPerMinute = 'Tokens per minute';
export const tasks = (since: string): string => `Tasks done ${since}`;
export const cost = (since: string): string => `List price ${since}`;
export const since = (time: string): string => (time === '00:00' ? 'today' : `since ${time}`);
export const failed = (count: string): string => `${count} failed`;
export const noneFailed = 'none failed';
export const idleFor = (span: string): string => `idle for ${span}`;
export const live = 'Live';
export const behind = (seconds: number): string => `${String(seconds)} s behind`;
export const noTask = 'No task named';
export const staleSince = 'No data since';
export const connecting = 'Connecting…';
export const leave = 'Press Escape to leave the wall.';
