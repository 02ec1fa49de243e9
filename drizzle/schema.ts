import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import {
  bytes,
  view,
  workspace,
  count,
  at,
  rev,
  isGone,
  provenance,
  labels,
  grain,
  usageSums,
  activityCounts,
  usageDimensions,
  people,
} from './columns.ts';

/**
 * The tables of libSQL, the past of every workspace, and the only place with column names. Times are
 * epoch ms, hours and days epoch ms of their start (UTC), an absent name is ''. Keys are composite
 * and tables are WITHOUT ROWID: a second key would be billed as a second row. The hour stands
 * before the owner in the keys of rollups, so a window of hours is one range of the key; an index on
 * columns of the key costs a row when one is inserted, never when one changes. Indexes that find one
 * thing begin with it, not with the workspace: see `in-workspace.ts` of the store.
 *
 * A row of a table WITHOUT ROWID that is longer than some 1,000 bytes spills to a page of its own,
 * 4 kB for each. So what is as long as that is packed (`view`), or has a number for its key (`block`).
 */

/** How far a hub's flushes got; written in the same transaction as what it speaks of (rule STO1). */
export const hubCursor = sqliteTable(
  'hub_cursor',
  {
    workspace: workspace(),
    epoch: integer('epoch').notNull(),
    seq: integer('seq').notNull(),
    flushedAt: at('flushed_at'),
  },
  (table) => [primaryKey({ columns: [table.workspace] })],
);

/**
 * Raw events of one session: a packed JSON array of stamped events, never changed. Blocks are longer
 * than other rows, so their key is a number; it rises with the time at which they were stored, so those
 * that have come of age are found by it.
 */
export const block = sqliteTable(
  'block',
  {
    id: integer('id').primaryKey(),
    workspace: workspace(),
    session: text('session').notNull(),
    firstSeq: integer('first_seq').notNull(),
    lastSeq: integer('last_seq').notNull(),
    fromAt: at('from_at'),
    toAt: at('to_at'),
    /** When it was stored: what it is kept by, whatever its events say of their time. */
    storedAt: at('stored_at'),
    count: count('count'),
    data: bytes('data').notNull(),
  },
  (table) => [
    // Query: session-events. It also says which block is there already.
    uniqueIndex('block_by_session').on(table.workspace, table.session, table.firstSeq),
  ],
);

/** A session: `view` is how the API shows it, the other columns are what lists filter and order by. */
export const session = sqliteTable(
  'session',
  {
    workspace: workspace(),
    id: text('id').notNull(),
    run: text('run').notNull(),
    sessionId: text('session_id').notNull(),
    ...people(),
    startedAt: at('started_at'),
    /** Last sign of life: what it is kept by. */
    lastAt: at('last_at'),
    /** The hour of it (UTC): what lists order by first, so that an index changes once an hour. */
    lastHour: at('last_hour').default(0),
    isGone: isGone(),
    /** Of a run that is gone because another session stands for it: the id of that one. */
    shownAs: text('shown_as').notNull().default(''),
    /** Its labels as pairs, in JSON: a list is filtered by whether it holds one. */
    labels: text('labels').notNull().default(''),
    view: view('view').notNull(),
    rev: rev(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    // Queries: sessions, expire.
    index('session_by_start').on(table.workspace, table.startedAt),
    // Query: sessions, by their last activity.
    index('session_by_last_hour').on(table.workspace, table.lastHour),
    // Query: find-session, by the caller's own id.
    index('session_by_session_id').on(table.sessionId, table.workspace),
  ],
);

/** A task, like `session`; `listedAt` is when it started, or was first planned. */
export const task = sqliteTable(
  'task',
  {
    workspace: workspace(),
    id: text('id').notNull(),
    taskId: text('task_id').notNull(),
    session: text('session').notNull(),
    project: text('project').notNull(),
    status: text('status').notNull(),
    listedAt: at('listed_at'),
    /** Likewise. */
    lastAt: at('last_at'),
    /** When it ended, by which the archive is listed; null: it did not. */
    endedAt: integer('ended_at'),
    isGone: isGone(),
    /** Who asked for the plan that named it first, '' for none. */
    origin: text('origin').notNull(),
    /** Characters of its JSON: an answer holds so many. */
    viewLength: count('view_length'),
    view: view('view').notNull(),
    rev: rev(),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.id] }),
    // Queries: tasks, expire.
    index('task_by_start').on(table.workspace, table.listedAt),
    // Queries: tasks that ended, what agents got done.
    index('task_by_end')
      .on(table.workspace, table.endedAt)
      .where(sql`ended_at is not null`),
    // Queries: tasks of one session, session-tasks.
    index('task_by_session').on(table.session, table.workspace, table.listedAt),
    // Queries: project-tasks, tasks of one project.
    index('task_by_project').on(table.project, table.workspace, table.listedAt),
  ],
);

/** What the tasks of a project add up to ('': of those that have none); moved with their rows. */
export const project = sqliteTable(
  'project',
  {
    workspace: workspace(),
    project: text('project').notNull(),
    tasks: count('tasks'),
    openTasks: count('open_tasks'),
    /** Tasks that a plan named, by who asked for it. */
    plannedTasks: count('planned_tasks'),
    askedTasks: count('asked_tasks'),
    lastAt: at('last_at'),
  },
  (table) => [
    primaryKey({ columns: [table.workspace, table.project] }),
    // Query: projects.
    index('project_by_last').on(table.workspace, table.lastAt),
  ],
);

/**
 * Every counted usage, so that rollups can be proven, and hours cut (rule STO2): up to some of an hour of a run
 * in one row, for each row is billed when it is written and when it goes. The hour stands before the run: what
 * a window cuts of an hour, and what has come of age, is one range of the key.
 */
export const requestChunk = sqliteTable(
  'request_chunk',
  {
    workspace: workspace(),
    hour: at('hour'),
    run: text('run').notNull(),
    /** Below zero: requests that an older version wrote, until their hub sends that hour again. */
    chunk: integer('chunk').notNull(),
    /** JSON, by the store's `request-codec.ts`. */
    requests: text('requests').notNull(),
    rev: rev(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.hour, table.run, table.chunk] })],
);

/** Sets of labels that usage came with, a row for each label of a set; written with the usage. */
export const labelSet = sqliteTable(
  'label_set',
  {
    workspace: workspace(),
    /** A hash of the set. */
    id: text('id').notNull(),
    key: text('key').notNull(),
    value: text('value').notNull(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.id, table.key] })],
);

export const usageHour = sqliteTable(
  'usage_hour',
  {
    workspace: workspace(),
    ...usageDimensions(),
    ...people(),
    ...usageSums(),
    clientCostMicros: count('client_cost_micros'),
    rev: rev(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.workspace,
        table.hour,
        table.owner,
        table.run,
        table.agentId,
        table.task,
        table.model,
        table.provenance,
        table.labels,
      ],
    }),
    // Queries: session-usage, usage of one session.
    index('usage_hour_by_owner').on(table.owner, table.workspace, table.hour),
  ],
);

export const activityHour = sqliteTable(
  'activity_hour',
  {
    workspace: workspace(),
    hour: at('hour'),
    owner: text('owner').notNull(),
    run: text('run').notNull(),
    ...people(),
    ...activityCounts(),
    rev: rev(),
  },
  (table) => [primaryKey({ columns: [table.workspace, table.hour, table.owner, table.run] })],
);

/** Errors of one session and hour that are alike. */
export const errorHour = sqliteTable(
  'error_hour',
  {
    workspace: workspace(),
    hour: at('hour'),
    owner: text('owner').notNull(),
    run: text('run').notNull(),
    fingerprint: text('fingerprint').notNull(),
    agent: text('agent').notNull(),
    sessionId: text('session_id').notNull(),
    errorType: text('error_type').notNull(),
    message: text('message').notNull(),
    severity: text('severity').notNull(),
    count: count('count'),
    firstAt: at('first_at'),
    lastAt: at('last_at'),
    rev: rev(),
  },
  (table) => [
    primaryKey({
      columns: [table.workspace, table.hour, table.owner, table.run, table.fingerprint],
    }),
    // Query: errors of one session.
    index('error_hour_by_owner').on(table.owner, table.workspace, table.hour),
    // Query: when errors of a kind were seen first.
    index('error_hour_by_fingerprint').on(table.fingerprint, table.workspace, table.hour),
  ],
);

/** What agents passed to one another in an hour: spawns, handovers, messages. */
export const edgeHour = sqliteTable(
  'edge_hour',
  {
    workspace: workspace(),
    hour: at('hour'),
    owner: text('owner').notNull(),
    run: text('run').notNull(),
    agentId: text('agent_id').notNull(),
    project: text('project').notNull(),
    kind: text('kind', { enum: ['spawn', 'handover', 'message'] }).notNull(),
    /** Whom it went to: the internal id of a session, else the caller's id of one, else an agent. */
    toSession: text('to_session').notNull(),
    toSessionId: text('to_session_id').notNull(),
    toAgent: text('to_agent').notNull(),
    agent: text('agent').notNull(),
    /** The subagent or workflow that it came from; '': `agent` itself. */
    fromAgent: text('from_agent').notNull().default(''),
    count: count('count'),
    /** Characters of what was written. */
    length: count('length').default(0),
    lastAt: at('last_at'),
    rev: rev(),
  },
  (table) => [
    primaryKey({
      columns: [
        table.workspace,
        table.hour,
        table.owner,
        table.run,
        table.agentId,
        table.project,
        table.kind,
        table.toSession,
        table.toSessionId,
        table.toAgent,
      ],
    }),
  ],
);

/** Sums of `usage_hour` over sessions, by hour and by UTC day; recomputed with each flush. */
export const usageTrend = sqliteTable(
  'usage_trend',
  {
    workspace: workspace(),
    grain: grain(),
    at: at('at'),
    ...people(),
    model: text('model').notNull(),
    labels: labels(),
    provenance: provenance(),
    ...usageSums(),
    clientCostMicros: count('client_cost_micros'),
  },
  (table) => [
    primaryKey({
      columns: [
        table.workspace,
        table.grain,
        table.at,
        table.agent,
        table.project,
        table.user,
        table.model,
        table.provenance,
        table.labels,
      ],
    }),
  ],
);

/** Sums of `activity_hour`, likewise. */
export const activityTrend = sqliteTable(
  'activity_trend',
  {
    workspace: workspace(),
    grain: grain(),
    at: at('at'),
    ...people(),
    ...activityCounts(),
  },
  (table) => [
    primaryKey({
      columns: [table.workspace, table.grain, table.at, table.agent, table.project, table.user],
    }),
  ],
);

/**
 * What the probes of the deployment found (rule STO12), an hour a row: sixty characters, one a minute, as the domain's
 * `probe-minutes.ts` reads them. Of no workspace: a deployment has one such row an hour.
 */
export const probeHour = sqliteTable(
  'probe_hour',
  { hour: at('hour'), minutes: text('minutes').notNull() },
  (table) => [primaryKey({ columns: [table.hour] })],
);
