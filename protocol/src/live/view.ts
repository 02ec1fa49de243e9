import { z } from 'zod';
import { prioritySchema, severitySchema, workOutcomeSchema } from '../event/event.ts';
import { usageFiguresSchema } from '../figures.ts';

/**
 * What a page shows of a session or a task: the newest state, with times instead of durations, so
 * that `stateOf` gives the same answer in hub, API and browser (rule FLD4).
 */

const at = z.number();
const seq = z.number();

const openToolSchema = z.object({
  toolUseId: z.string(),
  toolName: z.string().nullable(),
  startedAt: at,
});

/**
 * How much arrived of what was sent: records against their own numbering, else tokens of requests
 * against what the metrics add up to (rule USE5).
 */
export const completenessSchema = z.object({
  of: z.enum(['records', 'tokens']),
  received: z.number(),
  expected: z.number(),
});

export type Completeness = z.infer<typeof completenessSchema>;

export const sessionSchema = z.object({
  /** Internal id, for URLs. */
  id: z.string(),
  /** The caller's id, for people. */
  sessionId: z.string(),
  /** 1 for the first attempt under this id, then 2, 3, … */
  attempt: z.number(),
  /** The Claude Code session that is shown as one with it. */
  run: z.object({ id: z.string(), sessionId: z.string() }).optional(),
  agentName: z.string(),
  model: z.string().nullable(),
  project: z.string().nullable(),
  user: z.string().nullable(),
  device: z.string().nullable(),
  /** Labels of its events, by key; of each the value that came last first, bounded. */
  labels: z.array(z.object({ key: z.string(), values: z.array(z.string()) })).default([]),
  /** Somebody declared it with `session.start`; otherwise it was implied by its events. */
  isDeclared: z.boolean(),
  startedAt: at,
  endedAt: at.nullable(),
  /** Last sign of life: the newest time of any of its events. */
  lastAt: at,
  /** The last turn state: waiting for a person (and why), working, or turn over. */
  turn: z
    .object({
      state: z.enum(['waiting', 'working', 'turn_over']),
      at,
      reason: z.string().nullable(),
    })
    .nullable(),
  /** Tool calls that started and did not finish; the oldest first, bounded. */
  openTools: z.array(openToolSchema),
  currentTask: z
    .object({
      id: z.string(),
      taskId: z.string(),
      description: z.string().nullable(),
      progress: z.number().nullable(),
      startedAt: at,
    })
    .nullable(),
  tasks: z.object({
    open: z.number(),
    done: z.number(),
    failed: z.number(),
    cancelled: z.number(),
  }),
  /** Fill of the context, where something says it. */
  context: z
    .object({
      tokens: z.number().nullable(),
      window: z.number().nullable(),
      provenance: z.enum(['measured', 'reported']),
      at,
    })
    .nullable(),
  usage: usageFiguresSchema,
  /** False while a linked run is measured: its self-reports are shown, not added (rule USE1). */
  isReportedCounted: z.boolean(),
  clientCostMicros: z.number(),
  /** Of this session and the runs linked to it; null: unknown. */
  completeness: completenessSchema.nullable().default(null),
  errors: z.number(),
  lastError: z
    .object({ type: z.string(), message: z.string(), severity: severitySchema, at })
    .nullable(),
  lastFailedTask: z
    .object({ taskId: z.string(), description: z.string().nullable(), at })
    .nullable(),
  /** The task that ended last, and how; null: none did since one began, or an older version wrote it. */
  lastTask: z
    .object({
      taskId: z.string(),
      description: z.string().nullable(),
      status: z.enum(['success', 'failed', 'cancelled']),
      at,
    })
    .nullable()
    .default(null),
  toolCalls: z.number(),
  subagents: z.number(),
  /** Tokens a minute of the last half hour before `at` (the newest minute, epoch ms), oldest first. */
  pulse: z.object({ at, tokens: z.array(z.number()) }),
  changedSeq: seq,
});

export type Session = z.infer<typeof sessionSchema>;

export const planOriginSchema = z.enum(['prometheus', 'plan']);

export const TASK_STATUSES = ['planned', 'started', 'success', 'failed', 'cancelled'] as const;

export const taskSchema = z.object({
  /** Internal id. */
  id: z.string(),
  taskId: z.string(),
  description: z.string().nullable(),
  priority: prioritySchema.nullable(),
  status: z.enum(TASK_STATUSES),
  progress: z.number().nullable(),
  /** What became of its work, as `git` and `gh` said on the machine; null: not known, or an older version wrote it. */
  outcome: workOutcomeSchema.nullable().default(null),
  /** The session that works on it, null for one that is only planned. */
  session: z.string().nullable(),
  agentName: z.string().nullable(),
  project: z.string().nullable(),
  /** A progress or completion came without a start. */
  isImplied: z.boolean(),
  startedAt: at.nullable(),
  endedAt: at.nullable(),
  /** As stated by its completion, else the time between start and end; null while open. */
  durationMs: z.number().nullable(),
  /** Stretches of work that ended, and the one under way; null: nobody began it, or an older version wrote it. */
  tries: z.number().nullable().default(null),
  /** From the first plan that named it to its first start; null: no plan did, nobody began it, or an older version. */
  waitedMs: z.number().nullable().default(null),
  dependsOn: z.array(z.string()),
  /** All who began it or said how it ended, the one of `cardId` first, then the newest; bounded. */
  workers: z
    .array(
      z.object({ session: z.string(), agentName: z.string(), status: z.enum(TASK_STATUSES), at }),
    )
    .default([]),
  /** Who asked for the plan that first named it: a prompt to Prometheus, or the agent itself. */
  origin: planOriginSchema.nullable().default(null),
  usage: usageFiguresSchema,
  lastAt: at,
  changedSeq: seq,
});

export type Task = z.infer<typeof taskSchema>;
export type TaskStatus = Task['status'];

/** One minute of the last hour, by agent and model. */
export const seriesCellSchema = z.object({
  at,
  agentName: z.string(),
  model: z.string().nullable(),
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheCreationTokens: z.number(),
  costMicros: z.number(),
  errors: z.number(),
});

export type SeriesCell = z.infer<typeof seriesCellSchema>;

/** A line of "Now": one thing that happened, in words of the vocabulary. Free text is never in it but names. */
export const lineSchema = z.object({
  id: z.string(),
  at,
  session: z.string(),
  agentName: z.string(),
  kind: z.enum([
    'session_started',
    'session_ended',
    'waiting',
    'task_started',
    'task_progressed',
    'task_done',
    'task_failed',
    'task_cancelled',
    'error',
    'handover',
    'subagent_started',
    'compaction',
    'prometheus_asked',
  ]),
  /** Task description, error type, or the agent handed over to. */
  subject: z.string().nullable(),
  detail: z.string().nullable(),
  severity: severitySchema.nullable(),
  durationMs: z.number().nullable(),
});

export type Line = z.infer<typeof lineSchema>;

/** What adds up, of all time or of a day. */
export const dayFiguresSchema = z.object({
  usage: usageFiguresSchema,
  errors: z.number(),
  highErrors: z.number(),
  tasksDone: z.number(),
  tasksFailed: z.number(),
});

/** Sums of the workspace that do not depend on now: of all time, and of the newest UTC day. */
export const totalsSchema = z.object({
  all: dayFiguresSchema.extend({
    openTasks: z.number(),
    sessions: z.number(),
    /** Of all sessions whose records are numbered, else of those with metrics; null: unknown. */
    completeness: completenessSchema.nullable().default(null),
  }),
  day: dayFiguresSchema.extend({ at }),
});

export type Totals = z.infer<typeof totalsSchema>;
