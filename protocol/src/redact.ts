import type { Card, Line, Task } from './view.ts';

/**
 * What a redacted grant may see: ids, states, models, counts and times. Every field of a view is
 * listed as shown or hidden, so a new field does not compile until somebody has decided.
 */
type Rule = 'shown' | 'hidden';

const CARD_FIELDS: Record<keyof Card, Rule> = {
  id: 'shown',
  sessionId: 'hidden',
  attempt: 'shown',
  run: 'hidden',
  agentName: 'hidden',
  model: 'shown',
  project: 'hidden',
  user: 'hidden',
  device: 'hidden',
  isDeclared: 'shown',
  startedAt: 'shown',
  endedAt: 'shown',
  lastAt: 'shown',
  turn: 'hidden',
  openTools: 'hidden',
  currentTask: 'hidden',
  tasks: 'shown',
  context: 'shown',
  usage: 'shown',
  isReportedCounted: 'shown',
  clientCostMicros: 'shown',
  completeness: 'shown',
  errors: 'shown',
  lastError: 'hidden',
  lastFailedTask: 'hidden',
  toolCalls: 'shown',
  instances: 'shown',
  pulse: 'shown',
  changedSeq: 'shown',
};

const TASK_FIELDS: Record<keyof Task, Rule> = {
  id: 'shown',
  taskId: 'hidden',
  description: 'hidden',
  priority: 'shown',
  status: 'shown',
  progress: 'shown',
  cardId: 'shown',
  agentName: 'hidden',
  project: 'hidden',
  isImplied: 'shown',
  startedAt: 'shown',
  endedAt: 'shown',
  durationMs: 'shown',
  dependsOn: 'hidden',
  workers: 'hidden',
  origin: 'shown',
  usage: 'shown',
  lastAt: 'shown',
  changedSeq: 'shown',
};

const LINE_FIELDS: Record<keyof Line, Rule> = {
  id: 'shown',
  at: 'shown',
  cardId: 'shown',
  agentName: 'hidden',
  kind: 'shown',
  subject: 'hidden',
  detail: 'hidden',
  severity: 'shown',
  durationMs: 'shown',
};

export const REDACTION = { card: CARD_FIELDS, task: TASK_FIELDS, line: LINE_FIELDS } as const;
