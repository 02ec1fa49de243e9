import type { AgentEdge, AgentNode } from '@claude-monitor/protocol/api/agent-graph';
import { figures, NOON } from '../../lib/live/live.fixture.ts';

export const agent = (id: string, tokens: number, fields: Partial<AgentNode> = {}): AgentNode => ({
  id,
  kind: 'agent',
  sessions: 1,
  usage: figures({ measured: { inputTokens: tokens } }),
  tasksDone: 0,
  tasksFailed: 0,
  toolCalls: 0,
  errors: 0,
  lastAt: NOON,
  ...fields,
});

export const edge = (
  from: string,
  to: string,
  { kind, count = 1 }: { kind: AgentEdge['kind']; count?: number },
): AgentEdge => ({
  from,
  to,
  kind,
  count,
  length: null,
  lastAt: NOON,
});
