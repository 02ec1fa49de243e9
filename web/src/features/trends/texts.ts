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
  sessions: 'Sessions started',
  errors: 'Reported errors',
  active: 'Time sessions were at work; parallel sessions add up',
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
export const chartBy = (by: string): string => `by ${by}: top five by cost, and others`;
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
export const previous = 'Previous period';
export const unpricedCount = (count: string): string => `${count} requests have no price.`;
export const coverage = (share: string): string => `list prices, ${share} measured`;
export const asTable = 'Show as a table';
export const time = 'Time';
export const chartNotLoaded = 'The chart can’t be loaded. Reload the page.';
export const chartLabel = (title: string, total: string): string => `${title}, ${total} in all`;

export const whatChanged = 'What changed';
export const fromTo = (from: string, to: string): string => `${from} → ${to}`;
export const netChange = 'Net change';
export const tooLittleBefore = (amount: string): string =>
  `The previous period has too little to compare: ${amount}. Most often, recording began late in it.`;
export const bothEnd = 'Both periods end at the same time on their last day.';
export const otherChanges = 'all others';
export const nothingBefore = 'No usage in the previous period.';
export const tokenKinds = 'Tokens by kind';
export const KIND_WORDS = {
  cacheRead: 'Cache reads',
  cacheWrite: 'Cache writes',
  input: 'Fresh input',
  output: 'Output',
} as const;
export const howKnown = 'Source of figures';
export const measuredPart = 'Measured by client telemetry';
export const reportedPart = 'Reported by agents';
export const doubleReported =
  'Usage that was both measured and reported is listed here and counted once.';

export const loading = 'Loading trends…';
export const broken = 'Trends can’t be loaded';
export const refused = 'This query isn’t supported. Choose another range or clear the filters.';
export const empty = 'No usage in this period';
export const emptyMeans = 'Try a longer period or fewer filters.';
export const showQuarter = 'Show the last 90 days';
export const clearFilters = 'Clear filters';
export const sessionsFrom = (time: string): string =>
  `Too many sessions to count. Showing those started since ${time}.`;
export const activityUnknown =
  'Tasks, sessions, errors and active time aren’t counted by model or label, so they are left out here.';
export const usageBy = 'Usage by group';
export const usageOverTime = 'Usage over time';
export const activityOverTime = 'Work over time';
