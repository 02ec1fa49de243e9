import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LIMITS } from '../limits.ts';
import { LOG_TOOLS } from '../tools/tools.ts';
import { planFaultsOf, type PlannedTask } from './plan-faults.ts';

const task = (taskId: string, ...dependsOn: string[]): PlannedTask => ({ taskId, dependsOn });
const circle = (length: number): PlannedTask[] =>
  Array.from({ length }, (_, index) =>
    task(`t${String(index)}`, `t${String((index + 1) % length)}`),
  );

/** As a caller reads it: path and message. */
const faultsOf = (tasks: readonly PlannedTask[]): string[] =>
  planFaultsOf(tasks).map(({ path, message }) => {
    const [place, ...fields] = path;
    const field = fields.map((part) => (typeof part === 'number' ? `[${String(part)}]` : part));
    return `tasks[${String(place)}].${field.join('')}: ${message}`;
  });

describe('[TSK1] a plan', () => {
  it.each([
    ['of one task', [{ taskId: 'a' }]],
    ['whose tasks depend on earlier and later ones', [task('b', 'a', 'c'), task('a'), task('c')]],
    ['that names a dependency twice', [task('b', 'a', 'a'), task('a')]],
    ['of a diamond', [task('d', 'b', 'c'), task('b', 'a'), task('c', 'a'), task('a')]],
  ])('%s is followed', (_, tasks) => {
    expect(planFaultsOf(tasks)).toEqual([]);
  });

  it.each([
    [
      'where two tasks share an id',
      [task('a'), task('b'), task('a')],
      ['tasks[2].taskId: tasks[0] has the id a too; each task has one of its own'],
    ],
    [
      'where a task depends on itself',
      [task('b'), task('a', 'b', 'a')],
      [`tasks[1].dependsOn[1]: a task can't depend on itself: a -> a`],
    ],
    [
      'where a task depends on one that it does not name',
      [task('a', 'z')],
      [
        'tasks[0].dependsOn[0]: no task of this plan has the id z; name it in this plan too (what was planned before is kept)',
      ],
    ],
    [
      'where two tasks wait for each other',
      [task('x'), task('a', 'x', 'b'), task('b', 'a')],
      ['tasks[1].dependsOn[1]: dependency cycle: a -> b -> a'],
    ],
    [
      'with two circles, and a task that waits for one',
      [task('w', 'a'), task('a', 'b'), task('b', 'a'), task('c', 'd'), task('d', 'c')],
      [
        'tasks[1].dependsOn[0]: dependency cycle: a -> b -> a',
        'tasks[3].dependsOn[0]: dependency cycle: c -> d -> c',
      ],
    ],
  ])('%s is refused, and says where', (_, tasks, faults) => {
    expect(faultsOf(tasks)).toEqual(faults);
  });

  it('with a circle of 200 tasks is refused with all of it', () => {
    const ids = [...circle(200).map(({ taskId }) => taskId), 't0'].join(' -> ');
    expect(faultsOf(circle(200))).toEqual([`tasks[0].dependsOn[0]: dependency cycle: ${ids}`]);
  });

  it('with a longer circle is refused with its ends', () => {
    const [fault = ''] = faultsOf(circle(2_000));
    expect(fault).toContain('t100 -> (1799 more) -> t1900');
    expect(fault.length).toBeLessThan(2_000);
  });

  it('with faults without number is refused with the first ones', () => {
    const tasks = Array.from({ length: 2_000 }, () => task('a', 'z'));
    expect(planFaultsOf(tasks)).toHaveLength(10);
  });
});

describe('[TSK1] log_plan', () => {
  const tool = LOG_TOOLS.find(({ name }) => name === 'log_plan');
  const context = { newId: () => 'id', now: 5 };
  const run = (tasks: unknown, faultsOf = {}) =>
    tool?.run({ sessionId: 's', project: 'dex', tasks, ...faultsOf }, context);
  const faultOf = (tasks: unknown): { path: string; message: string } => {
    try {
      run(tasks);
    } catch (error) {
      const issue = error instanceof z.ZodError ? error.issues[0] : undefined;
      return { path: issue?.path.join('.') ?? '', message: issue?.message ?? '' };
    }
    return { path: '', message: 'taken' };
  };

  it.each([
    [[], 'tasks', 'a plan has at least one task'],
    [
      Array.from({ length: LIMITS.planTasks + 1 }, (_, index) => task(String(index))),
      'tasks',
      'a plan has at most 2000 tasks',
    ],
    [[task('a', 'b'), task('b', 'a')], 'tasks.0.dependsOn.0', 'dependency cycle: a -> b -> a'],
  ])('refuses what can not be followed (%#)', (tasks, path, message) => {
    expect(faultOf(tasks)).toEqual({ path, message });
  });

  it('takes 2,000 tasks, at one time', () => {
    const tasks = Array.from({ length: LIMITS.planTasks }, (_, index) => task(String(index)));
    const events = run(tasks)?.events ?? [];
    expect(events).toHaveLength(2_000);
    expect(new Set(events.map(({ time }) => time))).toEqual(new Set([5]));
  });

  it('says of each task that the plan replaces those before it', () => {
    const made = run([{ taskId: 'a', description: 'words' }], { replace: true });
    expect(made?.events).toMatchObject([{ replaces: true, taskDescription: 'words' }]);
    expect(run([task('a')])?.events[0]).not.toHaveProperty('replaces');
    expect(run([task('a')])?.events[0]).not.toHaveProperty('replace');
  });
});
