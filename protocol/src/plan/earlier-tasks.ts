import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import type { LogTool, ToolContext } from '../tools/tool.ts';

/** What a plan waits for without naming it: tasks of an earlier plan of its project, or of none. */
export type EarlierTasks = { project: string; taskIds: string[] };

type Ran = ReturnType<LogTool['run']>;

const PLAN_TOOL = 'log_plan';

/** The part of a plan's arguments that this needs; its own schema checks the rest. */
const planSchema = z.looseObject({
  project: z.string(),
  tasks: z.array(z.looseObject({ taskId: z.string(), dependsOn: z.array(z.string()).optional() })),
});

/** Null for what is no plan, or names all that it waits for. */
export function earlierTasksOf(tool: string, input: unknown): EarlierTasks | null {
  if (tool !== PLAN_TOOL) return null;
  const { data } = planSchema.safeParse(input);
  if (data === undefined) return null;
  const own = new Set(data.tasks.map(({ taskId }) => taskId));
  const waited = new Set(data.tasks.flatMap(({ dependsOn = [] }) => dependsOn));
  const taskIds = [...waited].filter((id) => !own.has(id) && id.length <= LIMITS.idLength);
  return taskIds.length === 0 ? null : { project: data.project, taskIds };
}

/**
 * Runs a tool; of a plan that waits for tasks of an earlier one, the rest is judged as a plan of its own
 * (rule TSK1), and its events carry all that was said.
 */
export function runWithEarlier(tool: LogTool, input: unknown, context: ToolContext): Ran {
  const { earlierTasks } = context;
  if (earlierTasks === undefined || earlierTasks.size === 0) return tool.run(input, context);
  const { data } = planSchema.safeParse(input);
  if (data === undefined || tool.name !== PLAN_TOOL) return tool.run(input, context);
  const own = new Set(data.tasks.map(({ taskId }) => taskId));
  const isEarlier = (id: string): boolean => earlierTasks.has(id) && !own.has(id);
  const tasks = data.tasks.map(({ dependsOn, ...task }) =>
    dependsOn === undefined
      ? task
      : { ...task, dependsOn: dependsOn.filter((id) => !isEarlier(id)) },
  );
  const ran = tool.run({ ...data, tasks }, context);
  const events = ran.events.map((event, index) => {
    const dependsOn = data.tasks[index]?.dependsOn;
    return event.type === 'task.plan' && dependsOn !== undefined ? { ...event, dependsOn } : event;
  });
  return { ...ran, events };
}
