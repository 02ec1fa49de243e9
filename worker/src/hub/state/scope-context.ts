import { LIMITS, workersOf, type ShareScope } from '@claude-monitor/protocol';
import type { ScopeContext } from '../../share/within-scope.ts';
import type { WorkspaceState } from './workspace-state.ts';

export function scopeContextOf(workspaceState: WorkspaceState, scope: ShareScope): ScopeContext {
  const isOfProject = (project: string | null | undefined): boolean =>
    scope.kind !== 'project' || project === scope.project;
  const isTaskSeen = (id: string): boolean => {
    const task = workspaceState.task(id);
    return task !== null && isOfProject(task.project);
  };
  return {
    isSessionSeen: (id) =>
      scope.kind === 'session'
        ? id === scope.session
        : isOfProject(workspaceState.session(id)?.project),
    isTaskSeen,
    isWorkSeen: (session, name) =>
      workspaceState.newest.tasks(LIMITS.snapshotTasks).some((id) => {
        const task = workspaceState.task(id);
        if (task === null || !isOfProject(task.project)) return false;
        return (
          (task.taskId === name || task.description === name) && workersOf(task).includes(session)
        );
      }),
  };
}
