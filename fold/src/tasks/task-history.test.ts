import { describe, expect, it } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { taskHistory } from './task-history.ts';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { event, TEN } from '../testing/events.fixture.ts';
import { taskOf } from '../testing/look.fixture.ts';
import { foldAll, type Folded } from '../testing/picture.fixture.ts';
import { permutations } from '@claude-monitor/protocol/testing/random';

const mcp = { source: 'mcp', project: 'dex', taskId: 't' } as const;
const plan = (second: number, fields = {}) =>
  event('task.plan', 'lead', { second, ...mcp, ...fields });
const start = (second: number, sessionId = 'worker') =>
  event('task.start', sessionId, { second, ...mcp });
const complete = (second: number, status: 'success' | 'failed', sessionId = 'worker') =>
  event('task.complete', sessionId, { second, ...mcp, status });

const historyOf = (folded: Folded) => taskHistory(folded.state, taskOf(folded, 't').id);
const reported = (folded: Folded) =>
  historyOf(folded)?.moments.map(({ at, kind, sessionId }) => [
    (at - TEN) / 1_000,
    kind,
    sessionId,
  ]);

describe('[TSK3] the history of a task', () => {
  it('[FLD1] tells plans, attempts, failures and handovers, in any order of arrival', () => {
    const events = [
      plan(0, { taskDescription: 'first words', dependsOn: ['a'] }),
      start(5),
      complete(6, 'failed'),
      event('handover', 'worker', { second: 7, ...mcp, toAgentName: 'auditor' }),
      plan(8, { taskDescription: 'other words', dependsOn: ['a', 'b'] }),
      start(9, 'other'),
      complete(10, 'success', 'other'),
    ];
    const folded = foldAll(events);
    expect(reported(folded)).toEqual([
      [0, 'planned', 'lead'],
      [5, 'started', 'worker'],
      [6, 'failed', 'worker'],
      [7, 'handed_over', 'worker'],
      [8, 'planned_again', 'lead'],
      [9, 'retried', 'other'],
      [10, 'done', 'other'],
    ]);
    expect(historyOf(folded)?.moments).toMatchObject([
      { description: 'first words', dependsOn: ['a'] },
      {},
      {},
      { to: 'auditor' },
      { description: 'other words', dependsOn: ['a', 'b'] },
      {},
      {},
    ]);
    for (const order of permutations(events)) {
      const other = foldAll([...order, ...order]);
      expect(historyOf(other)).toEqual(historyOf(folded));
    }
  });

  it('tells both results of a task that was completed twice; the later one stands', () => {
    const folded = foldInAnyOrder([
      start(1),
      complete(5, 'success'),
      complete(6, 'failed', 'other'),
    ]);
    expect(reported(folded)?.map(([, kind]) => kind)).toEqual(['started', 'done', 'failed']);
    expect(taskOf(folded, 't')).toMatchObject({
      status: 'failed',
      workers: [{ status: 'failed' }, { status: 'success' }],
    });
  });

  it('tells of a completion before its start, and that the start began it again', () => {
    const folded = foldInAnyOrder([complete(1, 'success'), start(5)]);
    expect(reported(folded)?.map(([, kind]) => kind)).toEqual(['done', 'retried']);
    expect(taskOf(folded, 't').status).toBe('started');
  });

  it('tells that a plan left it out', () => {
    const folded = foldInAnyOrder([plan(0), plan(9, { taskId: 'u', replaces: true })]);
    expect(reported(folded)).toEqual([
      [0, 'planned', 'lead'],
      [9, 'dropped', null],
    ]);
  });

  it('keeps the newest plans, and when it was first planned', () => {
    const plans = Array.from({ length: 30 }, (_, second) => plan(second));
    const kinds = reported(foldAll(plans));
    expect(kinds).toHaveLength(LIMITS.plansKept + 1);
    expect(kinds?.[0]).toEqual([0, 'planned', 'lead']);
    expect(reported(foldAll(plans.toReversed()))).toEqual(kinds);
  });

  it('is the newest of it where it is very long', () => {
    const attempts = Array.from({ length: 150 }, (_, index) => [
      start(10 * index),
      complete(10 * index + 5, 'failed'),
    ]).flat();
    const history = historyOf(foldAll(attempts));
    expect(history?.moments).toHaveLength(LIMITS.taskHistory);
    expect(history?.more).toBe(100);
    expect(history?.moments.at(-1)).toMatchObject({ kind: 'failed' });
  });

  it('is none of a task that nobody reported', () => {
    expect(taskHistory(foldAll([]).state, 'nothing')).toBeNull();
  });
});

describe('several agents on one task', () => {
  it('[FLD1] are all shown, the one with the newest word first', () => {
    const folded = foldInAnyOrder([
      plan(0),
      event('session.start', 'worker', {
        second: 1,
        source: 'mcp',
        agentName: 'solidity-developer',
      }),
      event('session.start', 'other', { second: 1, source: 'mcp', agentName: 'security-auditor' }),
      start(2),
      start(3, 'other'),
    ]);
    const task = taskOf(folded, 't');
    expect(task.agentName).toBe('security-auditor');
    expect(task.workers.map(({ agentName, status }) => [agentName, status])).toEqual([
      ['security-auditor', 'started'],
      ['solidity-developer', 'started'],
    ]);
    expect(task.workers[0]?.session).toBe(task.session);
  });

  it('that nobody began has no workers', () => {
    expect(taskOf(foldAll([plan(0)]), 't').workers).toEqual([]);
  });
});
