export const unnamedTool = 'unnamed tool';
export const otherTools = 'Other tools';
export const timeline = 'Timeline';
export const timelineMeans = 'Everything on one time axis. The tables below show the same data.';
export const tasks = 'Tasks';
export const turns = 'State';
export const subagents = 'Subagents';
export const errors = 'Errors';
export const context = 'Context';
export const tokens = 'Tokens';
export const freshOverCached = 'new, cached';
export const cost = 'Cost';
export const failed = 'failed';
export const denied = 'denied';
export const running = 'running';
export const moreRows = (count: number): string => `and ${String(count)} more`;
export const compacted = (before: string | null, after: string | null): string =>
  before === null || after === null ? 'compacted' : `compacted, ${before} to ${after}`;
export const compactedTimes = (count: number): string => `compacted ${String(count)} times`;

export const scrubber = 'Moment of the session';
export const previous = 'Previous event';
export const next = 'Next event';
export const play = 'Play';
export const pause = 'Pause';
export const nextFailure = 'Next failure';
export const noFailure = 'Nothing failed';
export const speed = 'Speed';
export const times = (speed: number): string => `${String(speed)}×`;
export const toEnd = 'Jump to end';

export const nowTitle = 'Now';
export const endTitle = 'At the end';
export const atTime = (time: string): string => `At ${time}`;
export const state = 'State';
export const task = 'Task';
export const none = 'none';
export const costSoFar = 'Cost so far';
export const tokensSoFar = 'Tokens so far';
export const requests = 'Requests';
export const toolCalls = 'Tool calls';
export const openCalls = 'Open calls';
export const errorsSoFar = 'Errors';
export const ofAll = (all: string): string => `of ${all}`;
export const unpriced = (count: string): string => `${count} unpriced`;
export const asKnown = 'Replayed from the raw events, in the order in which they happened.';
export const notBegun = 'The session hasn’t started.';
export const events = 'Recent events';
export const noEvents = 'Nothing yet.';
export const tokenKinds = 'Tokens by kind';
export const cacheReads = 'Cache reads';
export const cacheWrites = 'Cache writes';
export const input = 'Input';
export const output = 'Output';

export const calls = 'What happened';
export const callsBetween = (from: string, to: string): string => `${from} to ${to}`;
export const call = 'Call';
export const zoomIn = 'Zoom in';
export const zoomOut = 'Zoom out';
export const later = 'Later';
export const quiet = 'No events in this span.';
export const request = 'request';
export const prompt = 'prompt';
export const compaction = 'compaction';
export const error = 'error';
export const requestWords = (out: string, cached: string): string => `${out} out, ${cached} cached`;
export const notAdded = 'reported, not counted';
export const withReason = (words: string, reason: string): string => `${words}: ${reason}`;

export const loadingEvents = (count: string): string => `Loading raw events, ${count} so far`;
export const folding = (percent: string): string => `Replaying, ${percent}`;
export const noEventsKept =
  'The raw events of this session have expired (after 30 days by default), so it can’t be replayed. Its figures, tasks and errors stay.';
export const notInLink =
  'Share links don’t include raw events, so this page can’t replay the session. It shows what the link allows.';
export const failedToLoad =
  'The raw events can’t be loaded right now. The figures above are still correct.';
export const cut = (count: string): string =>
  `This session has more than ${count} events. The replay covers the newest ${count}, and so do its sums.`;
export const skipped = (count: string): string =>
  `${count} events from another version are skipped.`;
export const differs =
  'The replay differs from the figures above because related sessions’ events have expired. The figures above are correct.';
