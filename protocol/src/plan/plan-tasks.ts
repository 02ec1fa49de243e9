import { z } from 'zod';
import { prioritySchema } from '../event/event.ts';
import { LIMITS } from '../limits.ts';
import { planFaultsOf } from './plan-faults.ts';

const taskId = z.string().min(1).max(LIMITS.idLength);
const words = z.string().max(LIMITS.textLength);

/** The tasks of a plan that is said as a whole: refused where it can't be followed (rule TSK1). */
export const planTasksSchema = z
  .array(
    z.object({
      taskId,
      taskDescription: words.optional(),
      description: words.optional(),
      priority: prioritySchema.optional(),
      dependsOn: z.array(taskId).max(LIMITS.taskDependencies).optional(),
    }),
  )
  .min(1, 'a plan has at least one task')
  .max(LIMITS.planTasks, `a plan has at most ${String(LIMITS.planTasks)} tasks`)
  .superRefine((tasks, context) => {
    for (const fault of planFaultsOf(tasks)) context.addIssue({ code: 'custom', ...fault });
  });
