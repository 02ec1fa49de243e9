import { customType, integer, text } from 'drizzle-orm/sqlite-core';

/** Columns that tables of the schema share. */

export const bytes = customType<{ data: Uint8Array; driverData: ArrayBuffer | Uint8Array }>({
  dataType: () => 'blob',
  fromDriver: (value) => (value instanceof Uint8Array ? value : new Uint8Array(value)),
});

/** JSON as the API shows it, packed by the store; plain text where an older version wrote it. */
export const view = customType<{
  data: Uint8Array | string;
  driverData: ArrayBuffer | Uint8Array | string;
}>({
  dataType: () => 'blob',
  fromDriver: (value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value),
});

export const workspace = () => text('workspace').notNull();
export const count = (name: string) => integer(name).notNull();
export const at = count;
export const rev = () => integer('rev').notNull();
export const isGone = () => integer('is_gone', { mode: 'boolean' }).notNull();

export const provenance = () =>
  text('provenance', { enum: ['measured', 'reported', 'superseded'] }).notNull();

/** The id of a set of labels (`label_set`), '' for none. */
export const labels = () => text('labels').notNull().default('');

export const grain = () => text('grain', { enum: ['hour', 'day'] }).notNull();

export const usageSums = () => ({
  requests: count('requests'),
  inputTokens: count('input_tokens'),
  outputTokens: count('output_tokens'),
  cacheReadTokens: count('cache_read_tokens'),
  cacheCreationTokens: count('cache_creation_tokens'),
  costMicros: count('cost_micros'),
  unpricedRequests: count('unpriced_requests'),
});

/** How long sessions were in each state, ms. */
export const stateTimes = () => ({
  activeMs: count('active_ms').default(0),
  waitingMs: count('waiting_ms').default(0),
  idleMs: count('idle_ms').default(0),
  stalledMs: count('stalled_ms').default(0),
  lostMs: count('lost_ms').default(0),
});

export const activityCounts = () => ({
  tasksStarted: count('tasks_started'),
  tasksDone: count('tasks_done'),
  tasksFailed: count('tasks_failed'),
  errors: count('errors'),
  toolCalls: count('tool_calls'),
  ...stateTimes(),
});

export const usageDimensions = () => ({
  hour: at('hour'),
  owner: text('owner').notNull(),
  run: text('run').notNull(),
  /** The subagent, '' for the main loop. */
  agentId: text('agent_id').notNull(),
  task: text('task').notNull(),
  model: text('model').notNull(),
  labels: labels(),
  provenance: provenance(),
});

export const people = () => ({
  agent: text('agent').notNull(),
  project: text('project').notNull(),
  user: text('user').notNull(),
});
