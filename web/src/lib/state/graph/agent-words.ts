import {
  isWorkflowNode,
  type AgentEdge,
  type AgentEdgeKind,
  type AgentNode,
} from '@claude-monitor/protocol/agent-graph';
import { fullCount, shortCount } from '../../format/numbers.ts';
import { workOf, type Measure } from './agent-sizes.ts';

const ONE: Record<AgentEdgeKind, string> = {
  spawn: 'subagent',
  handover: 'handover',
  message: 'message',
};

/** What passed along an edge: `3 handovers`. */
export const passed = ({ kind, count, to }: Pick<AgentEdge, 'kind' | 'count' | 'to'>): string =>
  counted(count, kind === 'spawn' && isWorkflowNode(to) ? 'run' : ONE[kind]);

/** The same with how much was written: `2 messages, 140 characters`. */
export const passedInFull = (edge: AgentEdge): string =>
  edge.length === null ? passed(edge) : `${passed(edge)}, ${counted(edge.length, 'character')}`;

/** An edge as a sentence without its ends: `planner handed over to coder`. */
export const EDGE_VERBS: Record<AgentEdgeKind, string> = {
  spawn: 'started',
  handover: 'handed over to',
  message: 'wrote to',
};

/** The work of an agent in a few words: `1.24 M tokens`. */
export function workWords(node: AgentNode, measure: Measure): string {
  const work = workOf(node, measure);
  return measure === 'tokens' ? `${shortCount(work)} tokens` : counted(work, 'task');
}

/** What a node is, where it is no agent of its own. */
export const KIND_WORDS: Record<AgentNode['kind'], string | null> = {
  agent: null,
  subagent: 'subagent',
  // Its name says it.
  workflow: null,
};

/** An agent in one sentence, for who hears the page. */
export function spokenAgent(node: AgentNode, measure: Measure): string {
  const parts = [
    node.id,
    KIND_WORDS[node.kind],
    workWords(node, measure),
    counted(node.sessions, 'session'),
    node.tasksFailed > 0 ? `${counted(node.tasksFailed, 'task')} failed` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

export const counted = (count: number, one: string): string =>
  `${fullCount(count)} ${one}${count === 1 ? '' : 's'}`;
