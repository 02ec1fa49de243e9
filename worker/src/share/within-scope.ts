import {
  workersOf,
  type Card,
  type Line,
  type ShareScope,
  type Task,
} from '@claude-monitor/protocol';

/** What is known of the rest of the workspace, where a session or a task names something else. */
export type Around = {
  isCardSeen: (id: string) => boolean;
  isTaskSeen: (id: string) => boolean;
  /** Whether a task with this caller's id or description is seen, and this card works on it. */
  isWorkSeen: (cardId: string, task: string) => boolean;
};

/** The session as a scope shows it; null where it lies outside. */
export function cardWithin(scope: ShareScope, card: Card, around: Around): Card | null {
  switch (scope.kind) {
    case 'workspace':
      return card;
    case 'session':
      return card.id === scope.session ? card : null;
    case 'project':
      return card.project === scope.project ? withoutForeignWork(card, around) : null;
  }
}

/** The task as a scope shows it: of those who work on it, the ones that are seen. */
export function taskWithin(scope: ShareScope, task: Task, around: Around): Task | null {
  switch (scope.kind) {
    case 'workspace':
      return task;
    case 'session':
      return workersOf(task).includes(scope.session)
        ? withoutForeignWorkers(task, (id) => id === scope.session)
        : null;
    case 'project':
      return task.project === scope.project ? withoutForeignWorkers(task, around.isCardSeen) : null;
  }
}

export function lineWithin(scope: ShareScope, line: Line, around: Around): Line | null {
  if (scope.kind === 'workspace') return line;
  if (scope.kind === 'session') return line.cardId === scope.session ? line : null;
  if (!around.isCardSeen(line.cardId)) return null;
  const { subject } = line;
  const isOfTask = line.kind.startsWith('task ');
  if (!isOfTask || subject === null || around.isWorkSeen(line.cardId, subject)) return line;
  return { ...line, subject: null };
}

/** A session of a project may work for another one too: that work is not shown. */
function withoutForeignWork(card: Card, around: Around): Card {
  const { currentTask, lastFailedTask } = card;
  const isCurrentSeen = currentTask === null || around.isTaskSeen(currentTask.id);
  const isFailedSeen = lastFailedTask === null || around.isWorkSeen(card.id, lastFailedTask.taskId);
  return {
    ...card,
    currentTask: isCurrentSeen ? currentTask : null,
    lastFailedTask: isFailedSeen ? lastFailedTask : null,
  };
}

function withoutForeignWorkers(task: Task, isSeen: (card: string) => boolean): Task {
  const isOwnerSeen = task.cardId !== null && isSeen(task.cardId);
  return {
    ...task,
    cardId: isOwnerSeen ? task.cardId : null,
    agentName: isOwnerSeen ? task.agentName : null,
    workers: task.workers.filter(({ cardId }) => isSeen(cardId)),
  };
}
