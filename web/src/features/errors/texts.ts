import type { Severity } from '@claude-monitor/protocol/event/event';

export const pageTitle = 'Errors · Claude Monitor';
export const search = 'Search types and messages';
export const loading = 'Loading errors…';
export const broken = 'The errors can’t be loaded';
export const empty = 'No errors in this period';
export const emptyFiltered = 'Nothing matches these filters';
export const none = (when: string, isFiltered: boolean): string =>
  isFiltered ? `No matching errors ${when}.` : `No errors ${when}.`;
export const countOf = (count: string, isOne: boolean, isFiltered: boolean): string =>
  `${count} ${isFiltered ? 'matching ' : ''}${isOne ? 'error' : 'errors'}`;
export const ofKinds = (kinds: string, isOne: boolean): string =>
  ` of ${kinds} ${isOne ? 'kind' : 'kinds'} `;
export const isNewSevere = (count: string, isOne: boolean): string =>
  `${count} ${isOne ? 'kind is' : 'kinds are'} new and severe: `;
export const isNew = (count: string, isOne: boolean): string =>
  `${count} ${isOne ? 'kind is' : 'kinds are'} new, none of them severe.`;
export const noneNew = 'None is new.';
export const and = ' and ';
export const andMore = (count: string): string => ` and ${count} more`;
export const countedFrom = (time: string): string =>
  `Too many errors to count. Showing those since ${time}. Choose a shorter period or filter.`;
export const newMeans = 'New: first seen in this period.';
export const allNew = 'All of them were first seen in this period.';

export const trend = 'Errors over time';
export const byHour = 'Errors per hour';
export const byDay = 'Errors per day';
export const trendMeans = (all: string, severe: string): string =>
  `${all} errors over time, ${severe} of them severe (high or critical)`;
export const severe = 'High or critical';
export const others = 'Low or medium';
export const list = 'Kinds of errors';
export const kind = 'Error';
export const sorted = 'new first';
export const overTime = 'Over time';
export const count = 'Count';
export const sessions = 'Sessions';
export const agents = 'Agents';
export const first = 'First seen';
export const last = 'Last seen';
export const newBadge = 'new';
export const noMessage = 'message not shared';
export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};
export const severityOf = (severity: Severity): string => `${SEVERITY_WORDS[severity]} severity`;
export const agentsCount = (count: number): string => `${String(count)} agents`;
export const newest = 'Newest sessions';
export const newestOf = (shown: number, all: string): string =>
  `Newest ${String(shown)} of ${all} sessions`;
export const times = (count: string): string => `${count} times`;
export const once = 'once';
export const onlyThese = 'Show only this kind';
export const allKinds = 'Show all kinds';
export const onlyKind = 'Only one kind of error is shown.';
export const moreKinds = (count: string): string =>
  `${count} more kinds are not listed. Use the filters to find them.`;
export const kinds = 'Kinds';
export const bySession = 'Errors by session';
export const time = 'Time';
