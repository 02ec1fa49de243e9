import { describe, expect, it } from 'vitest';
import { foldInAnyOrder } from '../../testing/any-order.fixture.ts';
import { event, TEN } from '../../testing/events.fixture.ts';
import { sessionOf, taskOf } from '../../testing/look.fixture.ts';
import { taskIds, type Folded } from '../../testing/picture.fixture.ts';
import { taskView } from '../../views/task-view.ts';

const mcp = { source: 'mcp' } as const;

const plan = (
  second: number,
  taskId: string,
  { project, ...fields }: { project: string } & Record<string, unknown>,
) =>
  event('task.plan', 'prometheus', {
    second,
    ...mcp,
    taskId,
    project,
    taskDescription: `plan of ${project}`,
    ...fields,
  });
const start = (
  second: number,
  sessionId: string,
  { taskId, ...fields }: { taskId: string } & Record<string, unknown>,
) => event('task.start', sessionId, { second, ...mcp, taskId, ...fields });
const done = (
  second: number,
  sessionId: string,
  { taskId, ...fields }: { taskId: string } & Record<string, unknown>,
) => event('task.complete', sessionId, { second, ...mcp, taskId, status: 'success', ...fields });

const tasksOf = (folded: Folded, taskId: string) =>
  taskIds(folded)
    .flatMap((id) => taskView(folded.state, id) ?? [])
    .filter((task) => task.taskId === taskId)
    .sort((a, b) => ((a.project ?? '') < (b.project ?? '') ? -1 : 1));

describe('a task call that names no project', () => {
  it('[FLD1] lights up the plan that was recorded before, and gives it what it cost', () => {
    const folded = foldInAnyOrder([
      plan(0, 'task-002', { project: 'dex' }),
      start(10, 'task-002-session', { taskId: 'task-002', taskDescription: 'Write contracts' }),
      event('usage', 'task-002-session', {
        second: 20,
        ...mcp,
        inputTokens: 3_500,
        outputTokens: 1_200,
      }),
      done(45, 'task-002-session', { taskId: 'task-002', duration: 45_000 }),
    ]);
    expect(taskOf(folded, 'task-002')).toMatchObject({
      project: 'dex',
      status: 'success',
      startedAt: TEN + 10_000,
      durationMs: 45_000,
      usage: { inputTokens: 3_500 },
    });
    expect(sessionOf(folded, 'task-002-session').tasks.done).toBe(1);
  });

  it('[WHO9] means the project of its session first', () => {
    const folded = foldInAnyOrder([
      plan(0, 't', { project: 'dex' }),
      event('session.start', 'worker', { second: 5, ...mcp, project: 'atlas' }),
      start(10, 'worker', { taskId: 't' }),
    ]);
    expect(tasksOf(folded, 't').map(({ project, status }) => [project, status])).toEqual([
      ['atlas', 'started'],
      ['dex', 'planned'],
    ]);
  });

  it('[FLD1] means the plan, not the folder that hooks say its session works in', () => {
    const folder = event('session.state', 'worker', {
      second: 5,
      source: 'hook',
      state: 'working',
      project: 'exchange',
    });
    const planned = foldInAnyOrder([
      folder,
      plan(0, 't', { project: 'dex' }),
      start(10, 'worker', { taskId: 't' }),
    ]);
    expect(tasksOf(planned, 't').map(({ project, status }) => [project, status])).toEqual([
      ['dex', 'started'],
    ]);
    const own = foldInAnyOrder([folder, start(10, 'worker', { taskId: 't' })]);
    expect(taskOf(own, 't').project).toBe('exchange');
    const declared = event('session.start', 'worker', { second: 6, ...mcp, project: 'exchange' });
    const both = foldInAnyOrder([
      folder,
      declared,
      plan(0, 't', { project: 'dex' }),
      start(10, 'worker', { taskId: 't' }),
    ]);
    expect(tasksOf(both, 't').map(({ project }) => project)).toEqual(['dex', 'exchange']);
  });

  it('is a task of its own session where no plan or several hold it', () => {
    const several = [
      plan(0, 't', { project: 'dex' }),
      plan(1, 't', { project: 'atlas' }),
      start(10, 'worker', { taskId: 't' }),
    ];
    const projects = tasksOf(foldInAnyOrder(several), 't').map(({ project }) => project);
    expect(projects).toEqual([null, 'atlas', 'dex']);
    const later = foldInAnyOrder([
      start(10, 'worker', { taskId: 't' }),
      plan(20, 't', { project: 'dex' }),
    ]);
    expect(tasksOf(later, 't')).toHaveLength(2);
  });

  it('[FLD1] means the plan that is not done yet: a failure is still to be done', () => {
    const folded = foldInAnyOrder([
      plan(0, 't', { project: 'dex' }),
      done(10, 'first', { taskId: 't' }),
      plan(20, 't', { project: 'atlas' }),
      start(30, 'second', { taskId: 't' }),
      done(40, 'third', { taskId: 't', status: 'failed' }),
    ]);
    expect(tasksOf(folded, 't').map(({ project, status }) => [project, status])).toEqual([
      ['atlas', 'failed'],
      ['dex', 'success'],
    ]);
  });

  it('means the plan of its own user only', () => {
    const folded = foldInAnyOrder([
      plan(0, 't', { project: 'dex', user: 'ada' }),
      start(10, 'hers', { taskId: 't', user: 'ada' }),
      start(11, 'his', { taskId: 't', user: 'bob' }),
    ]);
    expect(tasksOf(folded, 't').map(({ project }) => project)).toEqual([null, 'dex']);
  });

  describe('of a user who is named by telemetry alone', () => {
    const PLANNER = '11111111-1111-4111-8111-111111111111';
    const WORKER = '22222222-2222-4222-8222-222222222222';
    const measured = (second: number, run: string, user: string) =>
      event('usage', run, {
        second,
        source: 'otlp',
        requestId: `req ${run}`,
        inputTokens: 1,
        outputTokens: 1,
        user,
      });
    const planOf = (run: string) =>
      event('task.plan', run, { second: 0, source: 'hook', taskId: 't', project: 'dex' });
    const began = (fields = {}) => start(10, 'task-002-session', { taskId: 't', ...fields });

    it.each([
      ['planned it', [measured(1, PLANNER, 'ada'), planOf(PLANNER), began()], 'dex'],
      [
        'planned it and works in another run',
        [
          measured(1, PLANNER, 'ada'),
          planOf(PLANNER),
          measured(2, WORKER, 'ada'),
          began({ parentSessionId: WORKER }),
        ],
        'dex',
      ],
      [
        'works on it, and an orchestrator planned it',
        [
          plan(0, 't', { project: 'dex' }),
          measured(2, WORKER, 'ada'),
          began({ parentSessionId: WORKER }),
        ],
        'dex',
      ],
      [
        'is another than who planned it',
        [
          measured(1, PLANNER, 'ada'),
          planOf(PLANNER),
          measured(2, WORKER, 'bob'),
          began({ parentSessionId: WORKER }),
        ],
        null,
      ],
      [
        'planned one of two with this task, whose other one is nobody’s',
        [
          measured(1, PLANNER, 'ada'),
          planOf(PLANNER),
          plan(1, 't', { project: 'atlas' }),
          began({ user: 'ada' }),
        ],
        'dex',
      ],
    ] as const)('[FLD1] finds the plan of who %s', (_, events, project) => {
      const begun = tasksOf(foldInAnyOrder([...events]), 't').find(
        ({ status }) => status === 'started',
      );
      expect(begun?.project).toBe(project);
    });
  });

  it('is one task with the calls of its session that name the project', () => {
    const folded = foldInAnyOrder([
      plan(0, 't', { project: 'dex' }),
      start(10, 'worker', { taskId: 't' }),
      done(20, 'worker', { taskId: 't', project: 'dex' }),
    ]);
    expect(taskOf(folded, 't').status).toBe('success');
    expect(sessionOf(folded, 'worker')).toMatchObject({
      currentTask: null,
      tasks: { open: 0, done: 1 },
    });
  });
});
