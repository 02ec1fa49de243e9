import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { lineOf } from './line.ts';
import { event } from '../testing/events.fixture.ts';
import { foldAll } from '../testing/picture.fixture.ts';

const fields = { source: 'mcp' } as const;
const start = event('session.start', 'infra-001', { second: 0, ...fields, agentName: 'infra' });
const named = event('task.start', 'infra-001', {
  second: 1,
  ...fields,
  taskId: 't',
  taskDescription: 'Deploy the contract',
});

const LINES: [TelemetryEvent, object][] = [
  [start, { kind: 'session_started', agentName: 'infra' }],
  [named, { kind: 'task_started', subject: 'Deploy the contract' }],
  [
    event('task.progress', 'infra-001', { second: 2, ...fields, taskId: 't', progress: 0.456 }),
    { kind: 'task_progressed', detail: '46%' },
  ],
  [
    event('task.complete', 'infra-001', {
      second: 3,
      ...fields,
      taskId: 't',
      status: 'failed',
      duration: 9,
    }),
    { kind: 'task_failed', subject: 'Deploy the contract', durationMs: 9 },
  ],
  [
    event('error', 'infra-001', {
      second: 4,
      ...fields,
      errorType: 'rpc',
      errorMessage: 'x'.repeat(999),
    }),
    { kind: 'error', subject: 'rpc', detail: 'x'.repeat(200), severity: 'medium' },
  ],
  [
    event('session.state', 'infra-001', {
      second: 5,
      ...fields,
      state: 'waiting',
      reason: 'permission',
    }),
    { kind: 'waiting', detail: 'permission' },
  ],
  [
    event('handover', 'infra-001', {
      second: 6,
      ...fields,
      toAgentName: 'auditor',
      summary: 'private',
    }),
    { kind: 'handover', subject: 'auditor', detail: null },
  ],
  [
    event('prompt', 'infra-001', { second: 7, ...fields, route: 'prometheus' }),
    { kind: 'prometheus_asked' },
  ],
  [event('session.end', 'infra-001', { second: 7, ...fields }), { kind: 'session_ended' }],
];

describe('a line of "Now"', () => {
  it.each(LINES)('says what happened ($type)', (reported, line) => {
    const { state } = foldAll([start, named, reported]);
    expect(lineOf(state, reported)).toMatchObject({ id: reported.id, at: reported.time, ...line });
  });

  it('is not made of what happens all the time', () => {
    const usage = event('usage', 'infra-001', { second: 1, inputTokens: 1 });
    expect(lineOf(foldAll([usage]).state, usage)).toBeNull();
  });

  it('is not made of an event that was never folded', () => {
    expect(lineOf(foldAll([]).state, start)).toBeNull();
  });
});
