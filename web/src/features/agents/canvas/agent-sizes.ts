import type { AgentNode } from '@claude-monitor/protocol/api/agent-graph';
import { allTokens } from '@claude-monitor/protocol/figures';

export type Measure = 'tokens' | 'tasks';
type AgentSizes = { measure: Measure; radius: ReadonlyMap<string, number> };

export const RADIUS = { least: 7, most: 32 } as const;

/** Agents by the work they did: the area of a circle grows with it. By tasks where none used tokens. */
export function agentSizes(nodes: readonly AgentNode[]): AgentSizes {
  const measure: Measure = nodes.some(({ usage }) => allTokens(usage) > 0) ? 'tokens' : 'tasks';
  const most = Math.max(1, ...nodes.map((node) => workOf(node, measure)));
  const radius = nodes.map(({ id, ...node }): [string, number] => {
    const share = Math.max(0, workOf(node, measure)) / most;
    return [id, Math.round(Math.max(RADIUS.least, RADIUS.most * Math.sqrt(share)))];
  });
  return { measure, radius: new Map(radius) };
}

type Work = Pick<AgentNode, 'usage' | 'tasksDone' | 'tasksFailed'>;

export const workOf = (node: Work, measure: Measure): number =>
  measure === 'tokens' ? allTokens(node.usage) : node.tasksDone + node.tasksFailed;
