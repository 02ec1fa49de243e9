import { exampleTask } from '../live/view.fixture.ts';
import type { Task } from '../live/view.ts';

/** A task whose internal id is its own id in capitals. */
export const taskNamed = (
  taskId: string,
  dependsOn: string[] = [],
  fields: Partial<Task> = {},
): Task =>
  exampleTask(taskId.toUpperCase(), 0, {
    taskId,
    project: 'dex',
    dependsOn,
    changedSeq: 0,
    ...fields,
  });
