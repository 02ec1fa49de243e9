import type { AgentEdge, AgentNode } from '@claude-monitor/protocol/agent-graph';
import { shortCount } from '../../lib/format/numbers.ts';
import { workOf, type Measure } from './canvas/agent-sizes.ts';
import * as texts from './texts.ts';

/** What passed along an edge: `3 handovers`. */
export const passed = ({ kind, count }: Pick<AgentEdge, 'kind' | 'count'>): string =>
  texts.edges(kind, count);

/** The work of an agent in a few words: `1.24 M tokens`. */
export function workWords(node: AgentNode, measure: Measure): string {
  const work = workOf(node, measure);
  return measure === 'tokens' ? texts.countOfTokens(shortCount(work)) : texts.countOfTasks(work);
}

/** An agent in one sentence, for screen readers. */
export function spokenAgent(node: AgentNode, measure: Measure): string {
  const parts = [
    node.id,
    node.kind === 'subagent' ? texts.subagent : null,
    workWords(node, measure),
    texts.countOfSessions(node.sessions),
    node.tasksFailed > 0 ? texts.failedOf(texts.countOfTasks(node.tasksFailed)) : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
