import * as shared from '../texts.ts';

export const noListPrice = 'no list price';
export const above = (dollars: string): string => `${dollars} above list price`;
export const below = (dollars: string): string => `${dollars} below list price`;
export const withShare = (difference: string, share: string): string => `${difference}, ${share}`;
export const withoutUnpriced = (difference: string, requests: number): string =>
  `${difference}, ${String(requests)} unpriced`;
export const times = (factor: string): string => `${factor} times`;
export const sameAsList = 'same as list price';
export const listPriceMeans = 'List price, not your bill';
export const clientReported = (list: string, client: string, difference: string): string =>
  `${list}. Client-reported cost: ${client} (${difference})`;

export const completenessUnknown = 'Unknown, because the clients don’t number their records';
export const receivedOf = (received: string, expected: string, of: string): string =>
  `${received} of ${expected} ${of} received`;
export const byNumbers = (counted: string): string => `${counted}, by sequence number`;
export const byMetrics = (counted: string): string => `${counted}, according to metrics`;
export const shareOf = (share: string, of: string): string => `${share} of ${of}`;

export const ofWindow = (tokens: string): string => `of ${tokens}`;
export const fillUnknown = 'Context usage unknown';
export const fillMeans = (tokens: string, window: string, provenance: Provenance): string =>
  `${tokens} of ${window} tokens, ${PROVENANCE[provenance]}`;

type Provenance = 'measured' | 'reported';
export const PROVENANCE: Readonly<Record<Provenance, string>> = {
  measured: shared.measured,
  reported: 'reported',
};
export const partlyMeasured = (share: string): string => `${share} measured`;
export const unpriced = 'unpriced';
export const unpricedRequests = (count: number): string => `+${String(count)} unpriced`;

export const userNumber = (id: string): string => `user ${id}`;
export const errorTypes = 'error types';
export const people = 'users and devices';
export const agents = 'agents';
export const projects = 'projects';
export const tasks = 'tasks';
export const sessions = 'sessions';
export const tools = 'tools';

export const waitsForPerson = 'Waiting for a person';
export const lastSeen = (reason: string, ago: string): string => `${reason}. Last event ${ago}`;
export const taskFailed = 'Task failed';
export const errorOf = (type: string, message: string): string => `${type}: ${message}`;
export const forSpan = (what: string, span: string): string => `${what} (${span})`;

export const agoOf = (span: string): string => `${span} ago`;
export const withinLastHour = 'within the last hour';

export const tokensLast30 = (tokens: string): string => `${tokens} tokens in the last 30 minutes`;

export const silentSince = (time: string): string => `No sign of life since ${time}`;

export const restsOnFailure = (reason: string): string => `${reason}, and no progress since.`;
export const untilProgress = 'It counts as failed until a task moves on, for a day at most.';
export const restsOnEnd = 'The client or the agent reported its end.';
export const restsOnWait = (reason: string | null): string =>
  reason === null ? 'The client said that it waits for a person.' : `The client said: ${reason}.`;
export const untilAnswered =
  'It waits until somebody answers or it ends. It never turns into lost.';
export const restsOnSilence = (limit: string): string =>
  `No event for more than ${limit} since this one.`;
export const untilHeard = 'Its next event ends this.';
export const thenLost = (limit: string): string => `After ${limit} without an event it is lost.`;
export const restsOnOpenCall = (tool: string, limit: string): string =>
  `${tool} started then, and for more than ${limit} nobody reported its end.`;
export const restsOnRunningCall = 'A tool call is running; this is its last event.';
export const thenStalled = (limit: string): string => `A call that takes ${limit} is stalled.`;
export const restsOnTurn = 'The client said that its turn is over.';
export const restsOnEvent = 'Its last event.';
export const thenIdle = (limit: string): string => `After ${limit} without an event it is idle.`;
export const anAgent = 'An agent';
export const restsOnPlan = 'A plan named it, and nobody began it.';
export const restsOnStart = (who: string): string => `${who} said that it began.`;
export const restsOnProgress = (who: string): string =>
  `${who} reported progress. Nobody reported its start.`;
export const restsOnWord = (who: string, status: string): string =>
  `${who} reported it as ${status}. The monitor doesn’t check the work.`;
export const restsOnReady = 'A plan named it, nobody began it, and all that it depends on is done.';
export const restsOnOthers = (count: number): string =>
  count === 1
    ? 'A task that it depends on is not done.'
    : `${String(count)} tasks that it depends on are not done.`;
export const restsOnDead = 'What it depends on was cancelled, or waits for itself.';
export const underAMinute = 'under a minute';
