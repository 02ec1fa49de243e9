import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionOf, taskOf } from '../testing/look.fixture.ts';
import { expectExactSums } from '../testing/invariants.fixture.ts';
import { expectSame, foldAll, pictureOf, type Folded } from '../testing/picture.fixture.ts';
import { permutations } from '@claude-monitor/protocol/testing/random';

const RUN = '11111111-1111-4111-8111-111111111111';
const reported = { source: 'mcp', parentSessionId: RUN } as const;
const record = (second: number, toolUseId: string, fields = {}) =>
  event('tool.call', RUN, {
    second,
    source: 'hook',
    toolUseId,
    toolName: 'mcp__claude-monitor__log_task_start',
    state: 'started',
    ...fields,
  });
const request = (second: number, id: string, fields = {}) =>
  event('usage', RUN, { second, source: 'otlp', requestId: id, inputTokens: second, ...fields });

function foldInAnyOrder(events: TelemetryEvent[]): Folded {
  const folded = foldAll(events);
  for (const order of permutations(events)) {
    const other = foldAll([...order, ...order]);
    expectSame(pictureOf(other), pictureOf(folded));
    expectExactSums(other);
  }
  return folded;
}

describe('a task boundary that a tool call made', () => {
  const start = event('task.start', 'infra-001', {
    second: 10,
    ...reported,
    taskId: 't',
    toolUseId: 'u1',
  });

  it('[FLD1] takes the time of its record, and gives the task what came since', () => {
    const folded = foldInAnyOrder([start, record(5, 'u1'), request(7, 'r1'), request(3, 'r2')]);
    expect(taskOf(folded, 't').startedAt).toBe(TEN + 5_000);
    expect(sessionOf(folded, 'infra-001').currentTask?.startedAt).toBe(TEN + 5_000);
  });

  it('[FLD1] ends with its record too, whoever of the client tells it', () => {
    const done = event('task.complete', 'infra-001', {
      second: 30,
      ...reported,
      taskId: 't',
      status: 'success',
      toolUseId: 'u2',
    });
    const ended = record(22, 'u2', {
      source: 'otlp',
      toolName: 'mcp_tool',
      state: 'succeeded',
      duration: 2_000,
    });
    const folded = foldInAnyOrder([start, done, ended, record(21, 'u2')]);
    // A start's own time is better than one reckoned back from the end.
    expect(taskOf(folded, 't')).toMatchObject({ endedAt: TEN + 21_000, status: 'success' });
  });

  it('keeps its own time where no record has its id, or the record is of another tool', () => {
    const other = record(5, 'u1', { toolName: 'mcp__database__query' });
    for (const events of [[start], [start, record(5, 'u9')], [start, other]]) {
      expect(taskOf(foldInAnyOrder(events), 't').startedAt).toBe(TEN + 10_000);
    }
  });
});

describe('[WHO4] an assignment whose call the client recorded', () => {
  it('[FLD1] is that of the subagent which made the call', () => {
    const folded = foldInAnyOrder([
      event('session.start', 'audit-003', { second: 5, ...reported, toolUseId: 'u1' }),
      record(5, 'u1', { agentId: 'a' }),
      request(7, 'main'),
      request(8, 'sub', { agentId: 'a' }),
    ]);
    expect(sessionOf(folded, 'audit-003').usage.inputTokens).toBe(8);
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(7);
  });

  it('[FLD1] names the run that the call itself does not know', () => {
    const folded = foldInAnyOrder([
      event('session.start', 'audit-003', { second: 5, source: 'mcp', toolUseId: 'u1' }),
      record(5, 'u1', { source: 'otlp', toolName: 'mcp_tool', state: 'succeeded' }),
      request(7, 'r1'),
      event('usage', 'audit-003', { second: 9, source: 'mcp', inputTokens: 500 }),
    ]);
    const session = sessionOf(folded, 'audit-003');
    expect(session.usage.inputTokens).toBe(7);
    expect(session.isReportedCounted).toBe(false);
  });
});

describe('calls that nobody matches', () => {
  it('are kept for an hour, and a bounded number of them', () => {
    const calls = Array.from({ length: LIMITS.callsKept + 10 }, (_, index) =>
      record(index % 60, `u${String(index)}`, { id: `e${String(index)}` }),
    );
    const { state } = foldAll(calls);
    expect(state.calls.size).toBeLessThanOrEqual(LIMITS.callsKept);
    expect(state.calls.size).toBeGreaterThan(LIMITS.callsKept * 0.9);
    // They are looked through once in a hundred calls.
    const late = Array.from({ length: 200 }, (_, index) =>
      record(7_200 + (index % 60), `late${String(index)}`, { id: `l${String(index)}` }),
    );
    const later = foldAll([...calls, ...late]);
    expect(later.state.calls.size).toBeLessThanOrEqual(LIMITS.callsKept / 4 + 200);
  });

  it('keep a bounded number of tellings, without the texts that were opted in', () => {
    const reports = Array.from({ length: 20 }, (_, second) =>
      event('task.progress', 'infra-001', {
        second,
        ...reported,
        taskId: 't',
        progress: 0.5,
        toolUseId: 'u1',
        text: { toolInput: 'secret' },
        id: `e${String(second)}`,
      }),
    );
    const kept = foldAll(reports).state.calls.get('u1')?.events ?? [];
    expect(kept).toHaveLength(LIMITS.reportsKept);
    expect(JSON.stringify(kept)).not.toContain('secret');
  });
});
