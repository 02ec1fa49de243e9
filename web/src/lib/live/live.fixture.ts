import { noFigures, noUsage, type UsageFigures } from '@claude-monitor/protocol/figures';
import type { PatchFrame, SnapshotFrame } from '@claude-monitor/protocol/live/frames';
import { exampleSession, exampleTask } from '@claude-monitor/protocol/live/view.fixture';
import type { Session, Line, SeriesCell, Task, Totals } from '@claude-monitor/protocol/live/view';

export const NOON = Date.UTC(2026, 10, 22, 12);

export const session = (id: string, fields: Partial<Session> = {}): Session =>
  exampleSession(id, NOON, { sessionId: `session-${id}`, model: 'claude-sonnet-4-5', ...fields });

export const task = (id: string, fields: Partial<Task> = {}): Task =>
  exampleTask(id, NOON, {
    status: 'started',
    agentName: 'infrastructure-specialist',
    startedAt: NOON,
    ...fields,
  });

export function line(id: string, fields: Partial<Line> = {}): Line {
  return {
    id,
    at: NOON,
    session: 'a',
    agentName: 'security-auditor',
    kind: 'task_started',
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
    all: { ...none, openTasks: 0, sessions: 0, completeness: null },
    day: { ...none, at: NOON, ...day },
  };
}

export function snapshot(to: string, fields: Partial<SnapshotFrame> = {}): SnapshotFrame {
  return { type: 'snapshot', to, at: NOON, part: 0, parts: 1, sessions: [], tasks: [], ...fields };
}

export function patch(from: string, to: string, fields: Partial<PatchFrame> = {}): PatchFrame {
  return {
    type: 'patch',
    from,
    to,
    at: NOON,
    sessions: [],
    tasks: [],
    removed: { sessions: [], tasks: [] },
    series: [],
    lines: [],
    moreLines: 0,
    ...fields,
  };
}
