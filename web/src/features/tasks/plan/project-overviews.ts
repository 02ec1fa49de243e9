import type {
  ProjectOverview,
  TaskGraphAnswer,
} from '@claude-monitor/protocol/task-graph/task-graph';
import type { Task } from '@claude-monitor/protocol/live/view';

type KnownTasks = Pick<TaskGraphAnswer, 'project' | 'projects' | 'tasks' | 'more'>;

/**
 * What the live feed alone knows of tasks, in the place of a history that does not answer; null where it
 * knows none of what was asked for: a project, '' for the tasks of none, null for the one that moved last.
 */
export function liveOnly(project: string | null, live: Iterable<Task>): KnownTasks | null {
  const counted = overviews(live);
  const projects = [...counted.values()].sort((a, b) => b.lastAt - a.lastAt);
  const chosen = project === null ? projects[0] : counted.get(project === '' ? null : project);
  if (chosen === undefined) return null;
  return { project: chosen.project, projects, tasks: [], more: 0 };
}

/** The projects with what all tasks of one of them say now: the history is asked only now and then. */
export function recounted(
  projects: readonly ProjectOverview[],
  tasks: Iterable<Task>,
): ProjectOverview[] {
  const counted = overviews(tasks);
  return projects.map((one) => counted.get(one.project) ?? one);
}

function overviews(tasks: Iterable<Task>): Map<string | null, ProjectOverview> {
  const counted = new Map<string | null, ProjectOverview>();
  for (const task of tasks) {
    const before = counted.get(task.project) ?? none(task.project);
    counted.set(task.project, {
      project: task.project,
      tasks: before.tasks + 1,
      open: before.open + (isOpen(task.status) ? 1 : 0),
      lastAt: Math.max(before.lastAt, task.lastAt),
      origin: before.origin === 'prometheus' ? before.origin : (task.origin ?? before.origin),
    });
  }
  return counted;
}

const none = (project: string | null): ProjectOverview => {
  return { project, tasks: 0, open: 0, lastAt: 0, origin: null };
};

/** As the history counts: what failed is still to be done. */
const isOpen = (status: Task['status']): boolean => status !== 'success' && status !== 'cancelled';
