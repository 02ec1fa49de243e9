export const unnamedTool = 'unnamed tool';
export const otherTools = 'Other tools';
export const timeline = 'Timeline';
export const timelineMeans = 'What happened when, on one time axis. The tables below say the same.';
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
export const running = 'not over';
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
export const notBegun = 'The session hasn’t begun.';
export const events = 'Just before';
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
export const earlier = 'Earlier';
export const later = 'Later';
export const quiet = 'Nothing happened in this stretch.';
export const request = 'request';
export const prompt = 'prompt';
export const compaction = 'compaction';
export const error = 'error';
export const mainLoop = 'main loop';
export const requestWords = (out: string, cached: string): string => `${out} out, ${cached} cached`;
export const notAdded = 'reported, not counted';
export const withReason = (words: string, reason: string): string => `${words}: ${reason}`;

export const loadingEvents = (count: string): string => `Loading raw events, ${count} so far`;
export const folding = (percent: string): string => `Replaying, ${percent}`;
export const noEventsKept =
  'The raw events of this session are no longer kept (30 days, unless your workspace says otherwise), so it can’t be replayed. Its figures, tasks and errors stay.';
export const notInLink =
  'Share links don’t include raw events, so this page can’t replay the session. It shows what the link allows.';
export const failedToLoad =
  'The raw events can’t be loaded right now. The figures above still hold.';
export const cut = (count: string): string =>
  `This session has more than ${count} events. The replay begins with the oldest of the newest ${count}, so its sums are of those.`;
export const skipped = (count: string): string =>
  `${count} events are of another version and left out of the replay.`;
export const differs =
  'The replay ends with other figures than the page: events of sessions that work with this one are no longer kept. The page is right.';
