import { LIMITS, workersOf, type ShareScope } from '@claude-monitor/protocol';
import type { Around } from '../../share/within-scope.ts';
import type { Present } from './present.ts';

/** What the present knows around a session or a task of a scope. */
export function presentAround(present: Present, scope: ShareScope): Around {
  const isOfProject = (project: string | null | undefined): boolean =>
    scope.kind !== 'project' || project === scope.project;
  const isTaskSeen = (id: string): boolean => {
    const task = present.task(id);
    return task !== null && isOfProject(task.project);
  };
  return {
    isCardSeen: (id) =>
      scope.kind === 'session' ? id === scope.session : isOfProject(present.card(id)?.project),
    isTaskSeen,
    isWorkSeen: (cardId, name) =>
      present.newest.tasks(LIMITS.snapshotTasks).some((id) => {
        const task = present.task(id);
        if (task === null || !isOfProject(task.project)) return false;
        return (
          (task.taskId === name || task.description === name) && workersOf(task).includes(cardId)
        );
      }),
  };
}
