import { LIMITS, taskGraphOf, type TaskGraphAnswer } from '@claude-monitor/protocol';

type Found = Pick<TaskGraphAnswer, 'project' | 'projects' | 'tasks' | 'more'>;

/** A project's tasks with their graph; of a very dense one not every edge. */
export function taskGraphAnswer(found: Found): Omit<TaskGraphAnswer, 'asOf' | 'fresh'> {
  const graph = taskGraphOf(found.tasks);
  const edges = graph.edges.slice(0, LIMITS.graphEdges);
  return { ...found, graph: { ...graph, edges }, moreEdges: graph.edges.length - edges.length };
}
