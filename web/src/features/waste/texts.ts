import type { WasteKind } from '@claude-monitor/protocol/api/index';

export const pageTitle = 'Waste · Claude Monitor';
export const loading = 'Loading waste…';
export const broken = 'Waste can’t be loaded';

export const KIND_WORDS: Readonly<Record<WasteKind, string>> = {
  repeated_reads: 'Files read again',
  cache_misses: 'Cache misses',
  expired_context: 'Idle contexts',
  hour_cache: 'One-hour cache, never used',
  retries: 'Retries',
  failed_tasks: 'Failed tasks',
};
export const KIND_MEANS: Readonly<Record<WasteKind, string>> = {
  repeated_reads:
    'The same part of the same file was read again by a session that had it, with no change between. Told apart by keyed fingerprints, never by names or texts.',
  cache_misses:
    'The context was sent again though its cache had not expired. Dollars: beyond what reading it from the cache costs.',
  expired_context:
    'The session came back after its cache had expired, and its context was sent again. Dollars: beyond what reading it from the cache costs.',
  hour_cache:
    'Written to the cache for an hour by sessions that never came back after five minutes. Dollars: beyond what five minutes cost.',
  retries:
    'A call that failed was made again and failed again, or a request failed after all its retries. Requests that failed are not billed.',
  failed_tasks: 'Tasks that started in this time and failed, with all that was used on them.',
};
export const UNIT_WORDS: Readonly<Record<WasteKind, (count: number) => string>> = {
  repeated_reads: (count) => (count === 1 ? 'read' : 'reads'),
  cache_misses: (count) => (count === 1 ? 'request' : 'requests'),
  expired_context: (count) => (count === 1 ? 'request' : 'requests'),
  hour_cache: (count) => (count === 1 ? 'request' : 'requests'),
  retries: (count) => (count === 1 ? 'retry' : 'retries'),
  failed_tasks: (count) => (count === 1 ? 'task' : 'tasks'),
};

export const nothing = 'Nothing was found in this time.';
export const nothingMatches = 'Nothing was found of what matches these filters.';
export const emptyTitle = 'What is looked for';
export const emptyMeans =
  'As requests and tool calls come in, the monitor looks for what was paid for and used for nothing. It is found from telemetry and from hooks through the relay, from the day on which this version was installed.';

export const wasted = (dollars: string): string => `${dollars} was paid for nothing`;
export const ofAll = (share: string, all: string): string => `, ${share} of ${all}`;
export const estimated = (dollars: string): string => `${dollars} of it is estimated.`;
export const before = (dollars: string, share: string): string =>
  `As long a time before: ${dollars}, ${share}.`;
export const beforeUnknown = 'There are no figures of the period before.';
export const since = (when: string): string => `Looked for since ${when}.`;

export const kind = 'Finding';
export const evidence = 'Evidence';
export const tokens = 'Tokens';
export const measured = 'Measured';
export const estimatedColumn = 'Estimated';
export const beforeColumn = 'Before';
export const ofSessions = (count: number): string =>
  `in ${String(count)} ${count === 1 ? 'session' : 'sessions'}`;
export const unpriced = (count: string): string => `${count} without a list price`;
export const notWhole = 'of the newest 500';
export const none = '–';
export const unknownBefore = 'not kept';
export const toDo = 'What to do';
export const most = 'Most of it';
export const measuredMeans = 'At list price, of tokens that the provider counted';
export const estimatedMeans = 'Shared out where one request paid for several things';
