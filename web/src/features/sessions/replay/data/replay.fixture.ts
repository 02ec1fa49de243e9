import type { ReplayItem } from '@claude-monitor/fold/replay/replay-items';
import type { Moment } from '@claude-monitor/fold/replay/moment';

export const TEN = Date.UTC(2026, 4, 4, 10);

export const moment = (part: Partial<Moment> & Pick<Moment, 'at'>): Moment => ({
  startedAt: TEN,
  endedAt: null,
  lastAt: part.at,
  turn: null,
  openTools: [],
  currentTask: null,
  tasks: { open: 0, done: 0, failed: 0, cancelled: 0 },
  context: null,
  errors: 0,
  toolCalls: 0,
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costMicros: 0,
  unpricedRequests: 0,
  ...part,
});

export const item = (part: Partial<ReplayItem> & Pick<ReplayItem, 'at'>): ReplayItem => ({
  id: `at ${String(part.at)}`,
  kind: 'tool',
  endAt: null,
  agentId: null,
  name: 'Bash',
  outcome: 'succeeded',
  reason: null,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  costMicros: null,
  isSuperseded: false,
  task: null,
  ...part,
});
