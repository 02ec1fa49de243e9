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
/** A link that hides texts has the type alone. */
export const errorOf = (type: string, message: string): string =>
  message === '' ? type : `${type}: ${message}`;
export const forSpan = (what: string, span: string): string => `${what} (${span})`;

export const agoOf = (span: string): string => `${span} ago`;
export const withinLastHour = 'within the last hour';

export const tokensLast30 = (tokens: string): string => `${tokens} tokens in the last 30 minutes`;

export const silentSince = (time: string): string => `No events since ${time}`;

export const restsOnFailure = (reason: string): string => `${reason}, and no progress since.`;
export const untilProgress = 'Counts as failed until a task progresses, for at most a day.';
export const restsOnEnd = 'The client or the agent reported its end.';
export const restsOnWait = (reason: string | null): string =>
  reason === null ? 'The client reported waiting for a person.' : `The client reported: ${reason}.`;
export const untilAnswered = 'Waits until someone answers or it ends; it is never marked lost.';
export const restsOnSilence = (limit: string): string =>
  `No event for more than ${limit} since this one.`;
export const untilHeard = 'Ends with its next event.';
export const thenLost = (limit: string): string => `Marked lost after ${limit} without an event.`;
export const restsOnOpenCall = (tool: string, limit: string): string =>
  `${tool} started then and hasn’t finished in more than ${limit}.`;
export const restsOnRunningCall = 'A tool call is running; this is its last event.';
export const thenStalled = (limit: string): string => `Marked stalled after a call of ${limit}.`;
export const restsOnTurn = 'The client reported the end of its turn.';
export const restsOnEvent = 'Its last event.';
export const thenIdle = (limit: string): string => `Marked idle after ${limit} without an event.`;
export const anAgent = 'An agent';
export const restsOnPlan = 'Planned, not started.';
export const restsOnStart = (who: string): string => `${who} reported the start.`;
export const restsOnProgress = (who: string): string =>
  `${who} reported progress. Its start wasn’t reported.`;
export const restsOnWord = (who: string, status: string): string =>
  `${who} reported it as ${status}. The monitor doesn’t check the work.`;
export const restsOnReady = 'Planned and not started; all dependencies are done.';
export const restsOnOthers = (count: number): string =>
  count === 1
    ? 'A task it depends on isn’t done.'
    : `${String(count)} tasks it depends on aren’t done.`;
export const restsOnDead = 'A dependency was cancelled, or it depends on itself.';
export const underAMinute = 'under a minute';
