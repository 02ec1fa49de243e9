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
export const underAMinute = 'under a minute';
