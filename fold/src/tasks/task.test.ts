import { describe, expect, it } from 'vitest';
import type { TaskOutcome } from '@claude-monitor/protocol/event/event';
import { event, TEN } from '../testing/events.fixture.ts';
import { sessionOf, taskOf } from '../testing/look.fixture.ts';
import { foldAll } from '../testing/picture.fixture.ts';
import { totalsView } from '../views/totals-view.ts';

const start = (taskId: string, second: number, sessionId = 'infra-001') =>
  event('task.start', sessionId, { second, source: 'mcp', taskId });
const complete = (
  taskId: string,
  second: number,
  {
    status = 'success',
    sessionId = 'infra-001',
  }: { status?: TaskOutcome; sessionId?: string } = {},
) => event('task.complete', sessionId, { second, source: 'mcp', taskId, status });
const request = (second: number, inputTokens: number, taskId?: string) =>
  event('usage', 'infra-001', {
    second,
    requestId: `r${String(inputTokens)}`,
    inputTokens,
    ...(taskId === undefined ? {} : { taskId }),
  });

describe('the task of a request', () => {
  it('[WHO6] is the latest-started one that is open then, and none after the last completion', () => {
    const folded = foldAll([
      request(1, 1),
      start('outer', 2),
      request(3, 20),
      start('inner', 4),
      request(5, 300),
      complete('inner', 6),
      request(7, 4_000),
      complete('outer', 8),
      request(9, 50_000),
    ]);
    expect(taskOf(folded, 'outer').usage.inputTokens).toBe(4_020);
    expect(taskOf(folded, 'inner').usage.inputTokens).toBe(300);
    expect(sessionOf(folded, 'infra-001').usage.inputTokens).toBe(54_321);
  });

  it('is the one it names itself, open or not', () => {
    const folded = foldAll([start('open', 1), request(2, 5, 'named')]);
    expect(taskOf(folded, 'named').usage.inputTokens).toBe(5);
    expect(taskOf(folded, 'open').usage.inputTokens).toBe(0);
  });

  it('is found again when its boundary comes late', () => {
    const folded = foldAll([request(5, 7), complete('t', 9), start('t', 1)]);
    expect(taskOf(folded, 't').usage.inputTokens).toBe(7);
  });

  it('of two that started at one moment is that of the smaller id', () => {
    const folded = foldAll([start('b', 1), start('a', 1), request(2, 7)]);
    expect(taskOf(folded, 'a').usage.inputTokens).toBe(7);
  });
});

describe('a task', () => {
  it('[TSK3] counts each stretch of work once, however often it is reported', () => {
    const folded = foldAll([
      start('t', 1),
      start('t', 2),
      complete('t', 5, { status: 'failed' }),
      complete('t', 6, { status: 'success' }),
      start('t', 10),
      complete('t', 12, { status: 'failed' }),
    ]);
    expect(totalsView(folded.state).all).toMatchObject({
      tasksDone: 1,
      tasksFailed: 1,
      openTasks: 0,
    });
    expect(taskOf(folded, 't')).toMatchObject({
      status: 'failed',
      startedAt: TEN + 10_000,
      endedAt: TEN + 12_000,
      durationMs: 2_000,
      tries: 2,
    });
  });

  it('[TSK3] counts a retry that is under way, no handover, and nobody who only reports the end', () => {
    const inProject = (type: 'task.start' | 'task.complete', second: number, sessionId: string) =>
      event(type, sessionId, {
        second,
        ...{ source: 'mcp', taskId: 't', project: 'p' },
        ...(type === 'task.complete' ? { status: 'success' } : {}),
      });
    const again = [
      ...[start('t', 1), complete('t', 5, { status: 'failed' })],
      ...[complete('t', 6, { status: 'failed' }), start('t', 10)],
    ];
    expect(taskOf(foldAll(again), 't').tries).toBe(2);
    const [own, others] = [inProject('task.start', 1, 'a'), inProject('task.start', 4, 'b')];
    const passed = [own, others, inProject('task.complete', 6, 'b')];
    expect(taskOf(foldAll(passed), 't').tries).toBe(1);
    const ends = [inProject('task.complete', 6, 'a'), inProject('task.complete', 7, 'lead')];
    expect(taskOf(foldAll([own, ...ends]), 't').tries).toBe(1);
    expect(taskOf(foldAll([complete('t', 6)]), 't').tries).toBe(1);
  });

  it('[TSK3] shows when its stretch began, not when the start was repeated', () => {
    expect(taskOf(foldAll([start('t', 1), start('t', 2)]), 't').startedAt).toBe(TEN + 1_000);
  });

  it('that completes without a start, or only progresses, is marked implied', () => {
    const progress = event('task.progress', 'infra-001', {
      second: 1,
      source: 'mcp',
      taskId: 'p',
      progress: 0.4,
    });
    const folded = foldAll([progress, complete('c', 2)]);
    expect(taskOf(folded, 'p')).toMatchObject({
      status: 'started',
      isImplied: true,
      progress: 0.4,
    });
    expect(taskOf(folded, 'c')).toMatchObject({ status: 'success', isImplied: true, progress: 1 });
  });

  it('handed from one session to another stands as the later one says', () => {
    const inProject = { source: 'mcp', project: 'atlas' } as const;
    const folded = foldAll([
      event('task.plan', 'lead', { second: 0, ...inProject, taskId: 't', dependsOn: ['s'] }),
      event('task.start', 'infra-001', { second: 1, ...inProject, taskId: 't' }),
      event('session.start', 'audit-003', { second: 2, source: 'mcp', agentName: 'auditor' }),
      event('task.complete', 'audit-003', {
        second: 3,
        ...inProject,
        taskId: 't',
        status: 'success',
      }),
    ]);
    expect(taskOf(folded, 't')).toMatchObject({
      status: 'success',
      agentName: 'auditor',
      project: 'atlas',
      dependsOn: ['s'],
      session: sessionOf(folded, 'audit-003').id,
    });
    expect(totalsView(folded.state).all.openTasks).toBe(0);
  });

  it('without a project becomes the project’s when its session names one', () => {
    const named = event('session.start', 'infra-001', {
      second: 3,
      source: 'mcp',
      project: 'atlas',
    });
    const folded = foldAll([start('t', 1), request(2, 7), named]);
    expect(taskOf(folded, 't')).toMatchObject({ project: 'atlas', usage: { inputTokens: 7 } });
    expect(folded.state.changes.goneTasks.size).toBe(1);
  });

  it('closes whether or not its calls repeat the project of their session', () => {
    const folded = foldAll([
      event('session.start', 'infra-001', { second: 0, source: 'mcp', project: 'atlas' }),
      event('task.start', 'infra-001', { second: 1, source: 'mcp', taskId: 't', project: 'atlas' }),
      request(2, 7),
      complete('t', 3),
      request(4, 90),
    ]);
    expect(taskOf(folded, 't')).toMatchObject({ status: 'success', usage: { inputTokens: 7 } });
    expect(sessionOf(folded, 'infra-001')).toMatchObject({
      currentTask: null,
      tasks: { open: 0, done: 1 },
    });
  });

  it('is counted on its session, with the newest failure shown', () => {
    const folded = foldAll([
      start('a', 1),
      complete('b', 2),
      start('c', 3),
      complete('c', 4, { status: 'failed' }),
    ]);
    const session = sessionOf(folded, 'infra-001');
    expect(session.tasks).toEqual({ open: 1, done: 1, failed: 1, cancelled: 0 });
    expect(session.currentTask).toMatchObject({ taskId: 'a', startedAt: TEN + 1_000 });
    expect(session.lastFailedTask?.taskId).toBe('c');
    expect(session.lastTask).toMatchObject({ taskId: 'c', status: 'failed', at: TEN + 4_000 });
    expect(sessionOf(foldAll([complete('b', 2)]), 'infra-001')).toMatchObject({
      lastTask: { taskId: 'b', status: 'success' },
      lastFailedTask: null,
    });
  });
});
