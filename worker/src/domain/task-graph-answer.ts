import {
  LIMITS,
  taskGraphOf,
  type TaskGraph,
  type TaskGraphAnswer,
  type TaskState,
} from '@claude-monitor/protocol';

type Found = Pick<TaskGraphAnswer, 'project' | 'projects' | 'tasks' | 'more'> & {
  ofLabels?: ReadonlySet<string>;
};

/**
 * A project's tasks with their graph; of a very dense one not every edge. By labels only their tasks are shown,
 * but what each waits for is found among all: a task is no less blocked because what blocks it is left out.
 */
export function taskGraphAnswer({
  ofLabels,
  ...found
}: Found): Omit<TaskGraphAnswer, 'asOf' | 'fresh'> {
  const whole = taskGraphOf(found.tasks);
  const graph = ofLabels === undefined ? whole : graphOf(whole, ofLabels);
  const tasks =
    ofLabels === undefined ? found.tasks : found.tasks.filter(({ id }) => ofLabels.has(id));
  const edges = graph.edges.slice(0, LIMITS.graphEdges);
  return {
    ...found,
    tasks,
    graph: { ...graph, edges },
    moreEdges: graph.edges.length - edges.length,
  };
}

function graphOf(whole: TaskGraph, ids: ReadonlySet<string>): TaskGraph {
  const nodes = whole.nodes.filter(({ id }) => ids.has(id));
  const countOf = (state: string): number => nodes.filter((node) => node.state === state).length;
  return {
    nodes,
    edges: whole.edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    criticalPath: whole.criticalPath.filter((id) => ids.has(id)),
    counts: countsOf(whole.counts, countOf),
  };
}

const countsOf = (
  counts: Readonly<Record<TaskState, number>>,
  countOf: (state: string) => number,
): Record<TaskState, number> => ({
  ...counts,
  ...Object.fromEntries(Object.keys(counts).map((state) => [state, countOf(state)])),
});
