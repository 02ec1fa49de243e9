import { type SessionDetail, type TaskHistory } from '@claude-monitor/protocol';
import type { Grant } from '../../share/grant.ts';
import { sessionWithin, taskWithin, type ScopeContext } from '../../share/within-scope.ts';
import type { OpenHub } from '../open-hub.ts';
import { scopeContextOf } from './scope-context.ts';

/** Who asks, and of what: a link sees what lies in its scope, a key (no grant) all. */
type ScopedReader = { hub: Pick<OpenHub, 'workspaceState'>; grant: Grant | null };

/** A session's detail; null also for one that is not seen. */
export function detailFor(
  { hub: { workspaceState }, grant }: ScopedReader,
  id: string,
): SessionDetail | null {
  if (grant === null) return workspaceState.detail(id);
  const around = scopeContextOf(workspaceState, grant.scope);
  const session = workspaceState.session(workspaceState.find(id) ?? '');
  if (session === null || sessionWithin(grant.scope, session, around) === null) return null;
  const detail = workspaceState.detail(session.id);
  // No link shows raw events, so it need not know whose else there are.
  return detail === null ? null : { ...withoutForeignTasks(detail, around), linked: [] };
}

/** A task's history; null also for one that is not seen. */
export function taskHistoryFor(
  { hub: { workspaceState }, grant }: ScopedReader,
  id: string,
): TaskHistory | null {
  const history = workspaceState.taskHistory(id);
  const task = workspaceState.task(id);
  if (grant === null || history === null || task === null) return history;
  const around = scopeContextOf(workspaceState, grant.scope);
  if (taskWithin(grant.scope, task, around) === null) return null;
  if (grant.scope.kind === 'workspace') return history;
  return {
    ...history,
    moments: history.moments.map((moment) =>
      moment.session !== null && around.isSessionSeen(moment.session)
        ? moment
        : { ...moment, session: null, sessionId: null, agentName: null },
    ),
  };
}

function withoutForeignTasks(detail: SessionDetail, { isTaskSeen }: ScopeContext): SessionDetail {
  const requests = detail.requests.map((request) =>
    request.task === null || isTaskSeen(request.task)
      ? request
      : { ...request, task: null, taskId: null },
  );
  return { ...detail, requests };
}
