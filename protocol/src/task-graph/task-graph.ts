import { z } from 'zod';
import { labelFiltersSchema } from '../labels.ts';
import { LIMITS } from '../limits.ts';
import { planOriginSchema, taskSchema } from '../live/view.ts';

/**
 * Tasks and what each waits for. Ids are the internal ids of tasks; `dependsOn` of a task names the
 * caller's ids within its project (rule TSK1).
 */

export const TASK_STATES = [
  'ready',
  'blocked',
  'in_progress',
  'done',
  'failed',
  'cancelled',
  /** It can never begin: something it waits for was cancelled, or waits for itself. */
  'dead_blocked',
] as const;

const taskStateSchema = z.enum(TASK_STATES);
export type TaskState = z.infer<typeof taskStateSchema>;

const taskNodeSchema = z.object({
  id: z.string(),
  state: taskStateSchema,
  /** For a task that has not begun: ids of the tasks it depends on itself that are not done. */
  waitsFor: z.array(z.string()),
  /** The caller's ids that it depends on and that no task of its project has. */
  missing: z.array(z.string()),
  /**
   * For a dead-blocked task: the ids from it to the cancelled task, or to where the way enters a
   * circle (from a task of the circle: round to itself). Of a long way the first ids and the last.
   */
  deadBy: z.array(z.string()),
  isCritical: z.boolean(),
});

const taskGraphSchema = z.object({
  nodes: z.array(taskNodeSchema),
  /** `to` depends on `from`. */
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
  /** The longest chain of tasks that are still to be done, in order. */
  criticalPath: z.array(z.string()),
  counts: z.record(taskStateSchema, z.number()),
});

export type TaskNode = z.infer<typeof taskNodeSchema>;
export type TaskGraph = z.infer<typeof taskGraphSchema>;

const projectOverviewSchema = z.object({
  /** null: tasks that belong to none. */
  project: z.string().nullable(),
  tasks: z.number(),
  open: z.number(),
  lastAt: z.number(),
  /** Where it came from: a prompt that asked Prometheus for it, or a plan that an agent recorded. */
  origin: planOriginSchema.nullable(),
});

export const taskGraphQuerySchema = z.object({
  /** '' asks for the tasks that have none. */
  project: z.string().max(LIMITS.nameLength).optional(),
  /** Of the session that works on a task. What a task waits for is shown for the whole project. */
  label: labelFiltersSchema,
});
export type TaskGraphQuery = z.infer<typeof taskGraphQuerySchema>;

export const taskGraphAnswerSchema = z.object({
  asOf: z.number(),
  fresh: z.boolean(),
  /** The project asked for, else the one that moved last; null when there is none. */
  project: z.string().nullable(),
  projects: z.array(projectOverviewSchema),
  tasks: z.array(taskSchema),
  graph: taskGraphSchema,
  /** Tasks of the project beyond those sent: what they are depended on by says it is missing. */
  more: z.number(),
  /** Edges beyond those sent: each task names all that it depends on. */
  moreEdges: z.number().default(0),
});

export type ProjectOverview = z.infer<typeof projectOverviewSchema>;
export type TaskGraphAnswer = z.infer<typeof taskGraphAnswerSchema>;
