import { z } from 'zod';
import { prioritySchema } from '../event/event.ts';
import { taskSchema } from '../live/view.ts';

/** What happened to a task, in order of time (rule TSK3). */

export const TASK_MOMENTS = [
  'planned',
  'planned_again',
  /** A plan that replaced all before it left the task out, and nobody had begun it. */
  'dropped',
  'started',
  /** Begun again after it had ended. */
  'retried',
  'progressed',
  'done',
  'failed',
  'cancelled',
  'handed_over',
] as const;

const taskMomentSchema = z.object({
  at: z.number(),
  kind: z.enum(TASK_MOMENTS),
  /** Who said so; null for what nobody said: a drop. */
  session: z.string().nullable(),
  sessionId: z.string().nullable(),
  agentName: z.string().nullable(),
  /** What a plan said of it; null where it said nothing. */
  description: z.string().nullable(),
  priority: prioritySchema.nullable(),
  dependsOn: z.array(z.string()).nullable(),
  progress: z.number().nullable(),
  /** As stated when it ended. */
  durationMs: z.number().nullable(),
  /** The agent or session it was handed to. */
  to: z.string().nullable(),
});

export type TaskMoment = z.infer<typeof taskMomentSchema>;

/** The oldest first; of a long history the newest, and how many there were before. */
const taskHistorySchema = z.object({
  moments: z.array(taskMomentSchema),
  more: z.number(),
});

export type TaskHistory = z.infer<typeof taskHistorySchema>;

export const taskAnswerSchema = z.object({
  asOf: z.number(),
  fresh: z.boolean(),
  task: taskSchema,
  /** null when the sessions that reported it have left the hub. */
  history: taskHistorySchema.nullable().default(null),
});

export type TaskAnswer = z.infer<typeof taskAnswerSchema>;
