import type { ProjectOverview, TaskState } from '@claude-monitor/protocol/task-graph/task-graph';
import type { Priority } from '@claude-monitor/protocol/event/event';

export const pageTitle = (project: string | null): string =>
  `${project === null ? '' : `${project} · `}Tasks · Claude Monitor`;
export const noSuchProject = 'Project not found.';
export const away =
  'Tasks can’t be loaded right now. No data is lost, and this page retries automatically.';
export const onlyLive = 'Showing live tasks only';
export const title = 'Tasks';
export const project = 'Project';
export const ORIGIN_WORDS = { prometheus: 'From Prometheus', plan: 'Recorded plan' } as const;
export const projectLine = ({
  project,
  open,
  tasks,
}: Pick<ProjectOverview, 'project' | 'open' | 'tasks'>): string =>
  open === 0
    ? `${project ?? noProject} · all ${String(tasks)} done`
    : `${project ?? noProject} · ${String(open)} of ${String(tasks)} open`;
const noProject = 'No project';
export const whichTasks = 'Filter tasks';
export const all = 'All';
export const notDone = 'Open';
export const criticalPath = 'Critical path';
export const showAll = 'Show all';
export const chainOf = (task: string | null): string => `Chain of ${task ?? 'a task'}`;
export const showAs = 'View as';
export const graph = 'Graph';
export const list = 'List';
export const byState = 'Tasks by state';
export const criticalPathMeans = 'The longest chain of unfinished tasks';
export const onCriticalPath = 'critical path,';
export const tasksLeft = (count: number): string => (count === 1 ? 'task left' : 'tasks left');
export const olderTasks = (count: number): string =>
  `${String(count)} older tasks of this project are stored but not shown here.`;
export const graphAway = 'The graph couldn’t be loaded. The list shows the same data.';
export const tooMany = (
  counts: Record<'tasks' | 'edges' | 'mostTasks' | 'mostEdges', string>,
): string =>
  `${counts.tasks} tasks with ${counts.edges} dependencies are too many to draw (limit: ${counts.mostTasks} tasks, ${counts.mostEdges} dependencies). Show only open tasks, the critical path, or the chain of one task.`;
export const inCriticalPath = 'critical path';
export const noneInPart = 'No tasks match this filter.';

export const noPlan = 'No plan yet';
export const noTasksIn = (project: string): string => `No tasks in ${project}`;
export const howToPlan =
  'Tasks appear as soon as an agent records a plan or starts a task. With the monitor’s tools, an agent calls log_plan:';
export const orPrometheus =
  'Or ask Prometheus. Its plan, and the tasks that agents take from it, are detected automatically:';
export const waitingForTask = 'Waiting for the first task…';

export const TASK_STATE_WORDS: Record<TaskState, string> = {
  in_progress: 'in progress',
  failed: 'failed',
  dead_blocked: 'can never start',
  ready: 'ready',
  blocked: 'blocked',
  done: 'done',
  cancelled: 'cancelled',
};
export const PRIORITY_WORDS: Readonly<Record<Priority, string>> = {
  low: 'low priority',
  medium: 'medium priority',
  high: 'high priority',
  critical: 'critical priority',
};
export const PRIORITIES: Readonly<Record<Priority, string>> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  critical: 'Critical',
};
export const waitsFor = (count: number): string => `waiting for ${String(count)}`;
export const onPath = 'on the critical path';
export const graphOf = (tasks: number): string => `Graph of ${String(tasks)} tasks`;

export const isCritical = ' It is on the critical path.';
export const ready = 'Ready. Nothing blocks it, and nobody has started it.';
export const blockedBy = (names: string): string => `Blocked by ${names}.`;
export const neverStarts = (why: string): string => `Can never start: ${why}.`;
export const inProgress = 'In progress.';
export const inProgressAt = (percent: string): string => `In progress, ${percent}.`;
export const done = 'Done.';
export const failed = 'Failed. It can be retried.';
export const cancelled = 'Cancelled.';
export const wasCancelled = (task: string): string => `${task} was cancelled`;
export const wasCancelledVia = (task: string, via: string): string =>
  `${task} was cancelled (via ${via})`;
export const dependsOnItself = 'it depends on itself';
export const circle = (names: string): string => `it is in a dependency cycle with ${names}`;
export const namesAndMore = (names: string, more: number): string =>
  more > 0 ? `${names} and ${String(more)} more` : names;

export const taskNamed = (id: string): string => `Task ${id}`;
export const id = 'ID';
export const priority = 'Priority';
export const progress = 'Progress';
export const started = 'Started';
export const ended = 'Ended';
export const work = 'Outcome';
export const took = 'Duration';
export const tokens = 'Tokens';
export const listPrice = 'List price';
export const dependsOn = 'Depends on';
export const outsidePlan = 'Depends on tasks that aren’t in any plan';
export const waitedForBy = 'Blocks';
export const onlyChain = 'Show only this chain';
export const more = (count: number): string => `Show ${String(count)} more`;
export const workers = 'Agents';

export const whatHappened = 'History';
export const historyAway = 'History isn’t available right now.';
export const onlyOutcome = 'Only the outcome is kept, because its sessions ended long ago.';
export const older = (count: number): string => `and ${String(count)} earlier entries`;
export const after = (duration: string): string => ` after ${duration}`;
export const planned = 'planned';
export const plannedAgain = 'planned again';
export const dropped = 'removed from the plan';
export const startedMoment = 'started';
export const retried = 'retried';
export const progressed = 'progressed';
export const atPercent = (percent: string): string => `at ${percent}`;
export const doneMoment = 'done';
export const failedMoment = 'failed';
export const cancelledMoment = 'cancelled';
export const handedOver = 'handed over';
export const handedOverTo = (agent: string): string => `handed over to ${agent}`;
export const afterTasks = (tasks: string): string => `after ${tasks}`;
