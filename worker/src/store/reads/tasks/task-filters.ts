import { taskOutcomeSchema, type TaskOutcome } from '@claude-monitor/protocol/event/event';
import type { Task, TaskSort, tasksQuerySchema } from '@claude-monitor/protocol';
import type { z } from 'zod';
import { foldCase } from '../sessions/session-filters.ts';

/** What of a task's view decides whether a list shows it, and where; pure. */

export type TasksQuery = z.output<typeof tasksQuerySchema>;

/** All but what columns and the task's session decide. */
export function passesTask(task: Task, query: Partial<TasksQuery>): boolean {
  const { agent, outcome, q, minCost, maxCost, minDuration, maxDuration, minTries } = query;
  return (
    (agent === undefined || (task.agentName !== null && agent.includes(task.agentName))) &&
    (outcome === undefined || outcome.some((one) => one === task.status || one === task.outcome)) &&
    (q === undefined || textOf(task).includes(foldCase(q))) &&
    isBetween(task.usage.costMicros, minCost, maxCost) &&
    isBetween(task.durationMs, minDuration, maxDuration) &&
    isBetween(task.tries, minTries, undefined)
  );
}

/** The outcomes asked for, where a task's status alone decides; undefined: its view does. */
export function statusesOf(outcome: TasksQuery['outcome']): TaskOutcome[] | undefined {
  const statuses = outcome?.flatMap((one) => taskOutcomeSchema.safeParse(one).data ?? []);
  return statuses?.length === outcome?.length ? statuses : undefined;
}

/** What is not known stands behind all that is. */
export function taskKeyOf(task: Task, sort: TaskSort): number {
  switch (sort) {
    case 'listed_at':
      return task.startedAt ?? task.lastAt;
    case 'ended_at':
      return task.endedAt ?? 0;
    case 'cost':
      return task.usage.costMicros;
    case 'duration':
      return task.durationMs ?? -1;
    case 'waited':
      return task.waitedMs ?? -1;
    case 'tries':
      return task.tries ?? -1;
  }
}

const textOf = ({ id, taskId, description, agentName, project }: Task): string =>
  foldCase(
    [id, taskId, description, agentName, project].filter((part) => part !== null).join('\n'),
  );

const isBetween = (
  value: number | null,
  least: number | undefined,
  most: number | undefined,
): boolean =>
  value === null
    ? least === undefined && most === undefined
    : value >= (least ?? 0) && value <= (most ?? Number.MAX_SAFE_INTEGER);
