import { noFigures, noUsage, type UsageFigures } from '@claude-monitor/protocol/figures';
import type { PatchFrame, SnapshotFrame } from '@claude-monitor/protocol/live';
import type { Card, Line, SeriesCell, Task, Totals } from '@claude-monitor/protocol/view';

/** Example views for tests: whole and valid, each field replaceable. */

export const NOON = Date.UTC(2026, 10, 22, 12);

export function card(id: string, fields: Partial<Card> = {}): Card {
  return {
    id,
    sessionId: `session-${id}`,
    attempt: 1,
    agentName: 'infrastructure-specialist',
    model: 'claude-sonnet-4-5',
    project: null,
    user: null,
    device: null,
    isDeclared: true,
    startedAt: NOON,
    endedAt: null,
    lastAt: NOON,
    turn: null,
    openTools: [],
    currentTask: null,
    tasks: { open: 0, done: 0, failed: 0, cancelled: 0 },
    context: null,
    usage: noFigures(),
    isReportedCounted: true,
    clientCostMicros: 0,
    completeness: null,
    errors: 0,
    lastError: null,
    lastFailedTask: null,
    toolCalls: 0,
    instances: 0,
    pulse: { at: NOON, tokens: [] },
    changedSeq: 1,
    ...fields,
  };
}

export function task(id: string, fields: Partial<Task> = {}): Task {
  return {
    id,
    taskId: id,
    description: null,
    priority: null,
    status: 'started',
    progress: null,
    cardId: null,
    agentName: 'infrastructure-specialist',
    project: null,
    isImplied: false,
    startedAt: NOON,
    endedAt: null,
    durationMs: null,
    dependsOn: [],
    workers: [],
    origin: null,
    usage: noFigures(),
    lastAt: NOON,
    changedSeq: 1,
    ...fields,
  };
}

export function line(id: string, fields: Partial<Line> = {}): Line {
  return {
    id,
    at: NOON,
    cardId: 'a',
    agentName: 'security-auditor',
    kind: 'task started',
    subject: 'Audit the pool',
    detail: null,
    severity: null,
    durationMs: null,
    ...fields,
  };
}

export function cell(at: number, agentName: string, fields: Partial<SeriesCell> = {}): SeriesCell {
  return {
    at,
    agentName,
    model: null,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheCreationTokens: 0,
    costMicros: 0,
    errors: 0,
    ...fields,
  };
}

export function figures(parts: {
  measured?: Partial<UsageFigures>;
  reported?: Partial<UsageFigures>;
}): UsageFigures {
  const measured = { ...noUsage(), ...parts.measured };
  const reported = { ...noUsage(), ...parts.reported };
  return {
    requests: measured.requests + reported.requests,
    inputTokens: measured.inputTokens + reported.inputTokens,
    outputTokens: measured.outputTokens + reported.outputTokens,
    cacheReadTokens: measured.cacheReadTokens + reported.cacheReadTokens,
    cacheCreationTokens: measured.cacheCreationTokens + reported.cacheCreationTokens,
    costMicros: measured.costMicros + reported.costMicros,
    unpricedRequests: measured.unpricedRequests + reported.unpricedRequests,
    measured,
    reported,
  };
}

export function totals(day: Partial<Totals['day']> = {}): Totals {
  const none = { usage: noFigures(), errors: 0, highErrors: 0, tasksDone: 0, tasksFailed: 0 };
  return {
    all: { ...none, openTasks: 0, cards: 0, completeness: null },
    day: { ...none, at: NOON, ...day },
  };
}

export function snapshot(to: string, fields: Partial<SnapshotFrame> = {}): SnapshotFrame {
  return { type: 'snapshot', to, at: NOON, part: 0, parts: 1, cards: [], tasks: [], ...fields };
}

export function patch(from: string, to: string, fields: Partial<PatchFrame> = {}): PatchFrame {
  return {
    type: 'patch',
    from,
    to,
    at: NOON,
    cards: [],
    tasks: [],
    gone: { cards: [], tasks: [] },
    series: [],
    lines: [],
    moreLines: 0,
    ...fields,
  };
}
