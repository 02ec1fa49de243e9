import type { UsageInterval } from '@claude-monitor/protocol/api/index';
import type { By } from './trends-address.ts';
import type { Measure } from './measures.ts';

export const pageTitle = 'Trends · Claude Monitor';
export const MEASURE_WORDS: Readonly<Record<Measure, string>> = {
  cost: 'Cost',
  tokens: 'Tokens',
  cached: 'Cached',
  done: 'Tasks done',
  failed: 'Failed tries',
  sessions: 'Sessions',
  errors: 'Errors',
  active: 'Active time',
};
export const MEASURE_MEANS: Readonly<Record<Measure, string>> = {
  cost: 'At list price',
  tokens: 'Cache reads and writes included',
  cached: 'Share of input tokens read from the cache',
  done: 'As agents reported',
  failed: 'As agents reported; a task that fails twice counts twice',
  sessions: 'Sessions that started',
  errors: 'Errors that were reported',
  active: 'Time that sessions were at work, side by side added up; up to their last sign of life',
};
export const measures = 'Measures';
export const INTERVAL_WORDS: Readonly<Record<UsageInterval, string>> = {
  hour: 'Hour',
  day: 'Day',
  week: 'Week',
};
const PER: Readonly<Record<UsageInterval, string>> = {
  hour: 'per hour',
  day: 'per day',
  week: 'per week',
};
export const chartTitle = (measure: Measure, interval: UsageInterval): string =>
  `${MEASURE_WORDS[measure]} ${PER[interval]}`;
export const chartBy = (by: string): string => `by ${by}, the five dearest and others`;
export const intervals = 'Interval';
export const breakDownBy = 'Break down by';
export const BY_WORDS: Readonly<Record<Exclude<By, `label:${string}`>, string>> = {
  agent: 'Agent',
  model: 'Model',
  project: 'Project',
  user: 'User',
  task: 'Task',
  session: 'Session',
};
export const label = 'Label';
export const chooseLabel = 'Label…';

const UNATTRIBUTED: Readonly<Record<Exclude<By, `label:${string}`>, string>> = {
  agent: 'no agent name sent',
  model: 'no model sent',
  project: 'no project',
  user: 'no user sent',
  task: 'outside of tasks',
  session: 'no session',
};
export const unattributed = 'Unattributed';
export const unattributedMeans = (by: By): string =>
  by === 'agent' ||
  by === 'model' ||
  by === 'project' ||
  by === 'user' ||
  by === 'task' ||
  by === 'session'
    ? UNATTRIBUTED[by]
    : 'without this label';
export const others = 'Others';
export const othersCount = (count: number): string => `${String(count)} others`;
export const total = 'Total';
export const showAll = (count: number): string => `Show all ${String(count)}`;

export const share = 'Share';
export const change = 'Change';
export const perTask = 'Per task';
export const measured = 'Measured';
export const tooFew = 'too few';
export const unpriced = 'unpriced';
export const notCounted = '–';
export const allMeasured = 'all';
export const previous = 'Period before';
export const previousAt = 'In the period before';
export const soFar = 'so far';
export const unpricedCount = (count: string): string => `${count} requests have no price.`;
export const coverage = (share: string): string => `list prices, ${share} measured`;
export const coverageReported = 'list prices, all reported';
export const asTable = 'Show as a table';
export const time = 'Time';
export const chartNotLoaded = 'The chart can’t be loaded. Reload the page.';
export const chartLabel = (title: string, total: string): string => `${title}, ${total} in all`;

export const whatChanged = 'What changed';
export const fromTo = (from: string, to: string): string => `${from} → ${to}`;
export const netChange = 'Net change';
export const bothEnd = 'Both periods end at the same time of their last day.';
export const otherChanges = 'all others';
export const nothingBefore = 'Nothing was used in the period before.';
export const tokenKinds = 'Tokens by kind';
export const KIND_WORDS = {
  cacheRead: 'Cache reads',
  cacheWrite: 'Cache writes',
  input: 'Fresh input',
  output: 'Output',
} as const;
export const howKnown = 'How it is known';
export const measuredPart = 'Measured by client telemetry';
export const reportedPart = 'Reported by agents';
export const doubleReported =
  'Reports of usage that was also measured are listed here and counted once.';

export const loading = 'Loading trends…';
export const broken = 'Trends can’t be loaded';
export const refused =
  'The monitor refuses this question. Choose another range, or clear the filters.';
export const empty = 'Nothing was used in this time';
export const emptyMeans = 'Try a longer time, or fewer filters.';
export const showQuarter = 'Show the last 90 days';
export const clearFilters = 'Clear filters';
export const sessionsFrom = (time: string): string =>
  `There are too many sessions to count them all: those that started since ${time} are.`;
export const activityUnknown =
  'Tasks, sessions, errors and active time aren’t counted by model or label, so they are left out here.';
export const activityAway = 'Tasks, sessions and errors can’t be loaded now.';
export const usageBy = 'Usage by group';
export const usageOverTime = 'Usage over time';
export const activityOverTime = 'Work over time';
