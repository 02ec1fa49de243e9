import {
  isWorkflowNode,
  type AgentEdge,
  type AgentNode,
} from '@claude-monitor/protocol/api/agent-graph';
import { shortCount } from '../../lib/format/numbers.ts';
import { workOf, type Measure } from './canvas/agent-sizes.ts';
import * as texts from './texts.ts';

/** What passed along an edge: `3 handovers`. */
export const edgeSummary = ({
  kind,
  count,
  to,
}: Pick<AgentEdge, 'kind' | 'count' | 'to'>): string =>
  kind === 'spawn' && isWorkflowNode(to) ? texts.runs(count) : texts.edges(kind, count);

/** The same with how much was written: `2 messages, 140 characters`. */
export const edgeDetails = (edge: AgentEdge): string =>
  edge.length === null
    ? edgeSummary(edge)
    : `${edgeSummary(edge)}, ${texts.characters(edge.length)}`;

/** The work of an agent in a few words: `1.24 M tokens`. */
export function workWords(node: AgentNode, measure: Measure): string {
  const work = workOf(node, measure);
  return measure === 'tokens' ? texts.countOfTokens(shortCount(work)) : texts.countOfTasks(work);
}

export function agentLabel(node: AgentNode, measure: Measure): string {
  const parts = [
    node.id,
    texts.KIND_WORDS[node.kind],
    workWords(node, measure),
    texts.countOfSessions(node.sessions),
    node.tasksFailed > 0 ? texts.failedOf(texts.countOfTasks(node.tasksFailed)) : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
