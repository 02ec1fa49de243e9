import type { TaskGraph } from '@claude-monitor/protocol/task-graph/task-graph';
import { chainOf, neighboursOf } from '../../../lib/graph/neighbours.ts';

/** More than this is no picture any more: it is summed up, and shown by parts. */
export const DRAWN = { tasks: 500, edges: 2_000 } as const;

/** A part of a plan that can be looked at alone; `chain` is the id of the task in its middle. */
export type Part = { name: 'all' | 'open' | 'critical' } | { name: 'chain'; of: string };

const OVER: ReadonlySet<string> = new Set(['done', 'cancelled']);

export function idsOfPart(graph: TaskGraph, part: Part): string[] {
  const ids = graph.nodes.map(({ id }) => id);
  switch (part.name) {
    case 'all':
      return ids;
    case 'open':
      return graph.nodes.filter(({ state }) => !OVER.has(state)).map(({ id }) => id);
    case 'critical':
      return graph.nodes.filter(({ isCritical }) => isCritical).map(({ id }) => id);
    case 'chain': {
      const { before, after } = chainOf(part.of, neighboursOf(graph.edges));
      return ids.filter((id) => id === part.of || before.has(id) || after.has(id));
    }
  }
}

export const edgesWithin = ({ edges }: TaskGraph, ids: ReadonlySet<string>): number =>
  edges.reduce((count, { from, to }) => count + Number(ids.has(from) && ids.has(to)), 0);

/** What is shown unasked: of a project with much behind it, what is not done. */
export function usualPart({ nodes }: TaskGraph): Part {
  const over = nodes.filter(({ state }) => OVER.has(state)).length;
  return { name: over > MUCH && over < nodes.length ? 'open' : 'all' };
}

const MUCH = 100;

/** `?part=` of the address, null without one; a chain is written as `chain:ID`. */
export function partFrom(text: string | null): Part | null {
  if (text === 'all' || text === 'open' || text === 'critical') return { name: text };
  if (text?.startsWith(CHAIN) === true) return { name: 'chain', of: text.slice(CHAIN.length) };
  return null;
}

export function partText(part: Part): string {
  return part.name === 'chain' ? `${CHAIN}${part.of}` : part.name;
}

const CHAIN = 'chain:';
