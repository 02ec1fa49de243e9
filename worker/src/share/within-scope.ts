import {
  workersOf,
  type Incident,
  type Session,
  type Line,
  type ShareScope,
  type Task,
} from '@claude-monitor/protocol';

/** What is known of the rest of the workspace, where a session or a task names something else. */
export type ScopeContext = {
  isSessionSeen: (id: string) => boolean;
  isTaskSeen: (id: string) => boolean;
  /** Whether a task with this caller's id or description is seen, and this session works on it. */
  isWorkSeen: (session: string, task: string) => boolean;
};

/** The session as a scope shows it; null where it lies outside. */
export function sessionWithin(
  scope: ShareScope,
  session: Session,
  around: ScopeContext,
): Session | null {
  switch (scope.kind) {
    case 'workspace':
      return session;
    case 'session':
      return session.id === scope.session ? session : null;
    case 'project':
      return session.project === scope.project ? withoutForeignWork(session, around) : null;
  }
}

/** The task as a scope shows it: of those who work on it, the ones that are seen. */
export function taskWithin(scope: ShareScope, task: Task, around: ScopeContext): Task | null {
  switch (scope.kind) {
    case 'workspace':
      return task;
    case 'session':
      return workersOf(task).includes(scope.session)
        ? withoutForeignWorkers(task, (id) => id === scope.session)
        : null;
    case 'project':
      return task.project === scope.project
        ? withoutForeignWorkers(task, around.isSessionSeen)
        : null;
  }
}

/** Trouble of the service is nobody's but the team's. */
export function incidentWithin(
  scope: ShareScope,
  { kind, session, project }: Pick<Incident, 'kind' | 'session' | 'project'>,
): boolean {
  switch (scope.kind) {
    case 'workspace':
      return kind !== 'service';
    case 'session':
      return session?.id === scope.session;
    case 'project':
      return project === scope.project;
  }
}

export function lineWithin(scope: ShareScope, line: Line, around: ScopeContext): Line | null {
  if (scope.kind === 'workspace') return line;
  if (scope.kind === 'session') return line.session === scope.session ? line : null;
  if (!around.isSessionSeen(line.session)) return null;
  const { subject } = line;
  const isOfTask = line.kind.startsWith('task ');
  if (!isOfTask || subject === null || around.isWorkSeen(line.session, subject)) return line;
  return { ...line, subject: null };
}

/** A session of a project may work for another one too: that work is not shown. */
function withoutForeignWork(session: Session, around: ScopeContext): Session {
  const { currentTask, lastFailedTask } = session;
  const isCurrentSeen = currentTask === null || around.isTaskSeen(currentTask.id);
  const isFailedSeen =
    lastFailedTask === null || around.isWorkSeen(session.id, lastFailedTask.taskId);
  return {
    ...session,
    currentTask: isCurrentSeen ? currentTask : null,
    lastFailedTask: isFailedSeen ? lastFailedTask : null,
  };
}

function withoutForeignWorkers(task: Task, isSeen: (session: string) => boolean): Task {
  const isOwnerSeen = task.session !== null && isSeen(task.session);
  return {
    ...task,
    session: isOwnerSeen ? task.session : null,
    agentName: isOwnerSeen ? task.agentName : null,
    workers: task.workers.filter(({ session }) => isSeen(session)),
  };
}
