import { noFigures } from '../figures.ts';
import type { Task } from '../view.ts';

/** A task whose internal id is its own id in capitals. */
export function taskNamed(
  taskId: string,
  dependsOn: string[] = [],
  said: Partial<Task> = {},
): Task {
  return {
    id: taskId.toUpperCase(),
    taskId,
    description: null,
    priority: null,
    status: 'planned',
    progress: null,
    cardId: null,
    agentName: null,
    project: 'dex',
    isImplied: false,
    startedAt: null,
    endedAt: null,
    durationMs: null,
    dependsOn,
    workers: [],
    origin: null,
    usage: noFigures(),
    lastAt: 0,
    changedSeq: 0,
    ...said,
  };
}
