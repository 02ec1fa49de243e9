import type { TaskOutcome } from '../event/event.ts';
import { toolMappingSchema, type ToolMapping, type ToolMappingInput } from './tool-mapping.ts';

const STATUSES: Readonly<Record<string, TaskOutcome | 'started'>> = {
  done: 'success',
  complete: 'success',
  completed: 'success',
  finished: 'success',
  success: 'success',
  succeeded: 'success',
  passed: 'success',
  ok: 'success',
  true: 'success',
  fail: 'failed',
  failed: 'failed',
  failure: 'failed',
  error: 'failed',
  false: 'failed',
  cancelled: 'cancelled',
  canceled: 'cancelled',
  aborted: 'cancelled',
  skipped: 'cancelled',
  started: 'started',
  in_progress: 'started',
  running: 'started',
  assigned: 'started',
};

const PROJECT = [
  'result.project.name',
  'result.task.project.name',
  'result.task.project',
  'result.projectName',
  'result.project',
  'input.projectName',
  'input.project',
];

const TASK_ID = [
  'input.taskId',
  'input.task_id',
  'input.id',
  'result.task.id',
  'result.task.taskId',
  'result.taskId',
  'result.task_id',
  'result.id',
];

/** What calls of Prometheus, the task-decomposition system, mean unless a mapping of one's own says else. */
export const PROMETHEUS_RULES = {
  server: 'prometheus',
  rules: [
    {
      tools: ['create_project', 'plan_project', 'decompose_project', 'decompose', 'replan_project'],
      plan: {
        project: [
          'result.project.name',
          'result.projectName',
          'result.project',
          'result.name',
          'input.projectName',
          'input.project',
          'input.name',
          'input.title',
          'input.description',
        ],
        tasks: ['result.tasks', 'result.project.tasks', 'result.plan.tasks'],
        taskId: ['task.id', 'task.taskId', 'task.task_id'],
        description: ['task.description', 'task.title', 'task.name', 'task.taskDescription'],
        priority: ['task.priority'],
        dependsOn: [
          'task.dependsOn[*].id',
          'task.dependsOn',
          'task.depends_on',
          'task.dependencies[*].id',
          'task.dependencies',
        ],
      },
    },
    {
      tools: ['next_task', 'get_next_task', 'assign_task', 'claim_task', 'start_task'],
      start: {
        taskId: TASK_ID.toSorted(resultFirst),
        project: PROJECT,
        description: ['result.task.description', 'result.task.title', 'result.description'],
        priority: ['result.task.priority', 'result.priority'],
      },
    },
    {
      tools: ['finish_task', 'complete_task', 'end_task', 'update_task_status', 'set_task_status'],
      complete: {
        taskId: TASK_ID,
        project: PROJECT,
        status: [
          'input.status',
          'input.outcome',
          'input.success',
          'input.result.status',
          'input.result.success',
          'result.task.status',
          'result.status',
        ],
        statuses: STATUSES,
        duration: [
          'input.durationMs',
          'input.duration',
          'input.result.duration',
          'result.durationMs',
        ],
      },
    },
    { tools: ['fail_task'], complete: { taskId: TASK_ID, project: PROJECT, otherwise: 'failed' } },
    {
      tools: ['cancel_task'],
      complete: { taskId: TASK_ID, project: PROJECT, otherwise: 'cancelled' },
    },
  ],
} satisfies ToolMappingInput;

export const PROMETHEUS_MAPPING: ToolMapping = toolMappingSchema.parse(PROMETHEUS_RULES);

/** Who asks for the next task names none, or the one just done: the answer says which it is. */
function resultFirst(a: string, b: string): number {
  return Number(b.startsWith('result')) - Number(a.startsWith('result'));
}
