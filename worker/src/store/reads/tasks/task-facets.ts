import type { Task, TaskFacets } from '@claude-monitor/protocol';
import { facet, medianOf } from '../facet.ts';

const MANY_TRIES = 3;

/** Counts of tasks by each of their values, and what they took together; `isWhole`: no more tasks match. */
export function taskFacetsOf(tasks: readonly Task[], isWhole: boolean): TaskFacets {
  const done = tasks.filter(({ status }) => status === 'success');
  const retried = tasks.filter(({ tries }) => (tries ?? 0) >= MANY_TRIES);
  const tried = done.flatMap(({ tries }) => tries ?? []);
  return {
    tasks: tasks.length,
    isWhole,
    agent: facet(tasks, (task) => task.agentName),
    project: facet(tasks, (task) => task.project),
    status: facet(tasks, (task) => task.status),
    costMicros: sum(tasks.map(({ usage }) => usage.costMicros)),
    unpricedRequests: sum(tasks.map(({ usage }) => usage.unpricedRequests)),
    retried: {
      tasks: retried.length,
      costMicros: sum(retried.map(({ usage }) => usage.costMicros)),
    },
    firstTry: { done: tried.filter((tries) => tries === 1).length, of: tried.length },
    medianDurationMs: medianOf(done.flatMap(({ durationMs }) => durationMs ?? [])),
    medianCostMicros: medianOf(
      done.flatMap(({ usage }) => (usage.unpricedRequests > 0 ? [] : [usage.costMicros])),
    ),
  };
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
