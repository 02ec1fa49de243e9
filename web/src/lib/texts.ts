import type { WorkOutcome } from '@claude-monitor/protocol/event/event';
import type { SessionStateName } from '@claude-monitor/protocol/live/state-of';
import type { TaskStatus } from '@claude-monitor/protocol/live/view';

export const loading = 'Loading…';
export const loadingLabel = 'Loading';
/** On a button while its call is under way. */
export const busy = 'One moment…';
export const refresh = 'Refresh';
export const tryNow = 'Try now';
export const tryAgain = 'Try again';
export const trying = 'Trying…';
export const tryingAgainIn = (span: string): string => `Trying again in ${span}`;
export const reload = 'Reload page';
export const cancel = 'Cancel';
export const save = 'Save';
export const saved = 'Saved';
export const enterName = 'Enter a name.';
export const noUndo = 'You can’t undo this.';
export const showMore = 'Show more';
export const showMoreOf = (left: number): string => `Show more (${String(left)} left)`;
export const andMore = (count: string | number): string => `and ${String(count)} more`;
export const notKnown = 'unknown';
export const notResponding = 'The monitor isn’t responding.';
export const otherVersion = 'This page and the monitor are different versions. Reload the page.';
export const wrongKey = 'This key doesn’t open a workspace here.';
/** Of what nothing is known, in a table. */
export const none = '–';

export const inProgress = 'in progress';
export const inProgressAt = (percent: string): string => `in progress, ${percent}`;
export const TASK_WORDS: Record<TaskStatus, string> = {
  planned: 'planned',
  started: inProgress,
  success: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};
export const WORK_WORDS: Record<WorkOutcome, string> = {
  open: 'open',
  merged: 'merged',
  reverted: 'reverted',
  abandoned: 'closed without a merge',
};
export const STATE_WORDS: Record<SessionStateName, string> = {
  waiting: 'waiting',
  active: 'active',
  idle: 'idle',
  stalled: 'stalled',
  lost: 'lost',
  ended: 'ended',
};
export const failed = 'failed';
export const measured = 'measured';

export const aToolCall = 'A tool call';
export const runningSince = (tool: string, time: string): string =>
  `${tool} has been running since ${time}`;
