/** The HTTP contract: what routes take and answer. Server and clients parse with the same schemas. */

export { errorBodySchema } from './refusal.ts';

export * from './ingest.ts';
export * from './access/keys.ts';
export * from './status.ts';
export * from './unknown-names.ts';
export * from './lists/agents.ts';
export * from './lists/errors.ts';
export * from './lists/events.ts';
export * from './lists/list-filters.ts';
export * from './lists/sessions.ts';
export * from './lists/tasks.ts';
export { pageQuerySchema } from './page.ts';
export * from './history/session-detail.ts';
export * from './history/session-requests.ts';
export * from './history/usage.ts';
export * from './history/activity.ts';
export * from './history/uptime.ts';
export * from './history/waste.ts';
export { loginAnswerSchema, loginBodySchema } from './access/login.ts';
export { SCOPES, scopeSchema, type Scope } from './access/scopes.ts';
