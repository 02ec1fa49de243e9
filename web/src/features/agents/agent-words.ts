import type { AgentEdge, AgentEdgeKind, AgentNode } from '@claude-monitor/protocol/api/agent-graph';
import { fullCount, shortCount } from '../../lib/format/numbers.ts';
import { workOf, type Measure } from './canvas/agent-sizes.ts';

const ONE: Record<AgentEdgeKind, string> = {
  spawn: 'subagent',
  handover: 'handover',
  message: 'message',
};

/** What passed along an edge: `3 handovers`. */
export const passed = ({ kind, count }: Pick<AgentEdge, 'kind' | 'count'>): string =>
  counted(count, ONE[kind]);

/** An edge as a sentence without its ends: `planner handed over to coder`. */
export const EDGE_VERBS: Record<AgentEdgeKind, string> = {
  spawn: 'started subagents',
  handover: 'handed over to',
  message: 'wrote to',
};

/** The work of an agent in a few words: `1.24 M tokens`. */
export function workWords(node: AgentNode, measure: Measure): string {
  const work = workOf(node, measure);
  return measure === 'tokens' ? `${shortCount(work)} tokens` : counted(work, 'task');
}

/** An agent in one sentence, for who hears the page. */
export function spokenAgent(node: AgentNode, measure: Measure): string {
  const parts = [
    node.id,
    node.kind === 'subagent' ? 'subagent' : null,
    workWords(node, measure),
    counted(node.sessions, 'session'),
    node.tasksFailed > 0 ? `${counted(node.tasksFailed, 'task')} failed` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

export const counted = (count: number, one: string): string =>
  `${fullCount(count)} ${one}${count === 1 ? '' : 's'}`;
