import { describe, expect, it } from 'vitest';
import { seeded, type Random } from '../testing/random.ts';
import type { Task } from '../live/view.ts';
import { taskGraphOf } from './task-graph-of.ts';
import { taskNamed } from './task.fixture.ts';

const done = { status: 'success' } as const;
const started = { status: 'started' } as const;
const failed = { status: 'failed' } as const;
const cancelled = { status: 'cancelled' } as const;

const nodeOf = (tasks: Task[], id: string) =>
  taskGraphOf(tasks).nodes.find((node) => node.id === id);

describe('[TSK2] a task', () => {
  it.each([
    ['is ready without dependencies', [taskNamed('a')], 'ready', []],
    ['is ready when all are done', [taskNamed('a', ['b']), taskNamed('b', [], done)], 'ready', []],
    ['is blocked by a planned one', [taskNamed('a', ['b']), taskNamed('b')], 'blocked', ['B']],
    ['by one at work', [taskNamed('a', ['b']), taskNamed('b', [], started)], 'blocked', ['B']],
    ['by a failed one', [taskNamed('a', ['b']), taskNamed('b', [], failed)], 'blocked', ['B']],
    [
      'is in progress, whatever it depends on',
      [taskNamed('a', ['b'], started), taskNamed('b', [], cancelled)],
      'in_progress',
      [],
    ],
    ['is done', [taskNamed('a', ['a'], done)], 'done', []],
    ['is failed', [taskNamed('a', ['b'], failed), taskNamed('b')], 'failed', []],
    ['is cancelled', [taskNamed('a', ['b'], cancelled), taskNamed('b')], 'cancelled', []],
    [
      'is dead-blocked by a cancelled one',
      [taskNamed('a', ['b']), taskNamed('b', [], cancelled)],
      'dead_blocked',
      ['B'],
    ],
  ] as const)('%s', (_, tasks, state, waitsFor) => {
    expect(nodeOf([...tasks], 'A')).toMatchObject({ state, waitsFor, missing: [] });
  });

  it('is blocked by a task that nobody planned yet, and names it', () => {
    expect(nodeOf([taskNamed('a', ['later', 'later'])], 'A')).toMatchObject({
      state: 'blocked',
      waitsFor: [],
      missing: ['later'],
    });
  });

  it('[TSK1] depends on tasks of its own project only', () => {
    const tasks = [
      taskNamed('a', ['b']),
      taskNamed('b', [], { id: 'OTHER', project: 'atlas', ...cancelled }),
      taskNamed('c', ['d'], { project: null }),
      taskNamed('d', [], { project: null }),
    ];
    expect(nodeOf(tasks, 'A')).toMatchObject({ state: 'blocked', missing: ['b'] });
    expect(nodeOf(tasks, 'C')).toMatchObject({ state: 'blocked', waitsFor: ['D'] });
    const twins = [...tasks, taskNamed('d', [], { id: 'D2', project: null })];
    expect(nodeOf(twins, 'C')).toMatchObject({ waitsFor: [], missing: ['d'] });
  });
});

describe('[TSK2] a dead end', () => {
  it('is named by the shortest way to the cancelled task', () => {
    const tasks = [
      taskNamed('a', ['b', 'd']),
      taskNamed('b', ['c']),
      taskNamed('c', ['d']),
      taskNamed('d', ['e']),
      taskNamed('e', [], cancelled),
    ];
    expect(nodeOf(tasks, 'A')).toMatchObject({ state: 'dead_blocked', deadBy: ['A', 'D', 'E'] });
    expect(nodeOf(tasks, 'E')).toMatchObject({ state: 'cancelled', deadBy: [] });
  });

  it('is a circle, for its tasks and for all that wait for them', () => {
    const tasks = [
      taskNamed('a', ['b']),
      taskNamed('b', ['c']),
      taskNamed('c', ['b']),
      taskNamed('s', ['s']),
    ];
    expect(taskGraphOf(tasks).nodes.map(({ id, deadBy }) => [id, deadBy])).toEqual([
      ['A', ['A', 'B']],
      ['B', ['B', 'C', 'B']],
      ['C', ['C', 'B', 'C']],
      ['S', ['S', 'S']],
    ]);
  });

  it('is none where somebody works on the way to it, failed at it, or has done it', () => {
    for (const begun of [started, failed, done]) {
      const tasks = [taskNamed('a', ['b']), taskNamed('b', ['c'], begun), taskNamed('c', ['b'])];
      expect(nodeOf(tasks, 'A')?.state).not.toBe('dead_blocked');
      const gone = [...tasks.slice(0, 2), taskNamed('c', [], cancelled)];
      expect(nodeOf(gone, 'A')?.state).not.toBe('dead_blocked');
    }
  });

  it('at the end of a long way is named beside the nearest tasks', () => {
    const tasks = chain(2_000);
    tasks[0] = taskNamed('t0', [], cancelled);
    expect(nodeOf(tasks, 'T1999')?.deadBy).toEqual([
      ...Array.from({ length: 11 }, (_, index) => `T${String(1_999 - index)}`),
      'T0',
    ]);
  });

  it('of 200 tasks that wait for each other in a circle is each of them', () => {
    const tasks = [...chain(200).slice(1), taskNamed('t0', ['t199'])];
    const { nodes, counts, criticalPath } = taskGraphOf(tasks);
    expect(counts).toMatchObject({ dead_blocked: 200, ready: 0 });
    expect(nodes.every(({ id, deadBy }) => deadBy[0] === id && deadBy.at(-1) === id)).toBe(true);
    expect(criticalPath).toEqual([]);
  });
});

describe('[TSK2] the critical path', () => {
  it('is the same under other names, where nobody began: the most urgent, then what was planned first', () => {
    const pair = (name: string, fields: Partial<Task>): Task[] => [
      taskNamed(`${name}1`, [], fields),
      taskNamed(`${name}2`, [`${name}1`], fields),
    ];
    const pathOf = (names: readonly [string, string, string]): string[] => {
      const [first, second, third] = names;
      return taskGraphOf([
        ...pair(first, { lastAt: 1, changedSeq: 9 }),
        ...pair(second, { priority: 'high', lastAt: 9, changedSeq: 8 }),
        ...pair(third, { priority: 'high', lastAt: 9, changedSeq: 7 }),
      ]).criticalPath;
    };
    expect(pathOf(['a', 'b', 'c'])).toEqual(['C1', 'C2']);
    expect(pathOf(['c', 'b', 'a'])).toEqual(['A1', 'A2']);
  });

  it('is the longest chain of what is still to be done, in order', () => {
    const tasks = [
      taskNamed('design', [], done),
      taskNamed('write', ['design'], started),
      taskNamed('secure', ['write']),
      taskNamed('test', ['write', 'secure'], failed),
      taskNamed('deploy', ['test']),
      taskNamed('docs', ['design']),
    ];
    const graph = taskGraphOf(tasks);
    expect(graph.criticalPath).toEqual(['WRITE', 'SECURE', 'TEST', 'DEPLOY']);
    expect(graph.nodes.filter(({ isCritical }) => isCritical)).toHaveLength(4);
  });

  it('leads through no task that is dead, and of two as long is that of the smaller ids', () => {
    const tasks = [
      taskNamed('z', ['y']),
      taskNamed('y'),
      taskNamed('b', ['c', 'a']),
      taskNamed('a'),
      taskNamed('c'),
      taskNamed('d1', ['d2']),
      taskNamed('d2', ['d3']),
      taskNamed('d3', ['gone']),
      taskNamed('gone', [], cancelled),
    ];
    expect(taskGraphOf(tasks).criticalPath).toEqual(['A', 'B']);
    expect(taskGraphOf([]).criticalPath).toEqual([]);
  });

  it('of two as long is that of the one that started first, whatever they are called', () => {
    const at = (startedAt: number) => ({ status: 'started', startedAt }) as const;
    const tasks = [
      taskNamed('b', ['a'], at(9)),
      taskNamed('a', [], at(2)),
      taskNamed('z', ['y'], at(8)),
      taskNamed('y', [], at(1)),
    ];
    expect(taskGraphOf(tasks).criticalPath).toEqual(['Y', 'Z']);
  });

  it('goes round no circle', () => {
    const tasks = [
      taskNamed('a', ['b'], started),
      taskNamed('b', ['a'], started),
      taskNamed('c', ['b']),
    ];
    expect(taskGraphOf(tasks).criticalPath).toEqual(['B', 'C']);
  });
});

describe('[TSK2] a graph of random tasks', () => {
  it.each([1, 2, 3, 4, 5])('is what brute force says of it (seed %i)', (seed) => {
    const random = seeded(seed);
    for (let turn = 0; turn < 300; turn++) {
      const tasks = randomTasks(random);
      const graph = taskGraphOf(tasks);
      expect(taskGraphOf(random.shuffled(tasks))).toEqual(graph);
      for (const node of graph.nodes) {
        const task = tasks.find(({ id }) => id === node.id);
        expect({ id: node.id, state: node.state }).toEqual({
          id: node.id,
          state: task && stateByForce(tasks, task),
        });
        expectWay(tasks, node.deadBy, node.state === 'dead_blocked');
      }
      const open = tasks.filter((task) => OPEN.has(stateByForce(tasks, task)));
      if (!hasCircle(open)) expect(graph.criticalPath).toHaveLength(longestByForce(open));
      expect(graph.criticalPath.every((id) => open.some((task) => task.id === id))).toBe(true);
    }
  });

  it('of 2,000 tasks with 200 dependencies each is made within the time of a test', () => {
    const tasks = Array.from({ length: 2_000 }, (_, index) =>
      taskNamed(
        `t${String(index)}`,
        Array.from({ length: Math.min(index, 200) }, (__, back) => `t${String(index - 1 - back)}`),
      ),
    );
    const graph = taskGraphOf(tasks);
    expect(graph.criticalPath).toHaveLength(2_000);
    expect(graph.edges).toHaveLength(379_900);
  });

  it('of a chain of 2,000 needs no stack', () => {
    const { counts, criticalPath } = taskGraphOf(chain(2_000));
    expect(counts).toMatchObject({ ready: 1, blocked: 1_999 });
    expect(criticalPath).toHaveLength(2_000);
  });
});

function chain(length: number): Task[] {
  return Array.from({ length }, (_, index) =>
    taskNamed(`t${String(index)}`, index === 0 ? [] : [`t${String(index - 1)}`]),
  );
}

const OPEN = new Set(['ready', 'blocked', 'in_progress', 'failed']);
const STATUSES = [
  'planned',
  'planned',
  'planned',
  'success',
  'started',
  'failed',
  'cancelled',
] as const;

function randomTasks(random: Random): Task[] {
  const ids = Array.from({ length: random.between(0, 8) }, (_, index) => `t${String(index)}`);
  return ids.map((id) =>
    taskNamed(
      id,
      [...ids, 'unknown'].filter(() => random.chance(0.2)),
      { status: random.pick(STATUSES) },
    ),
  );
}

const dependenciesOf = (tasks: Task[], task: Task): Task[] =>
  tasks.filter(({ taskId }) => task.dependsOn.includes(taskId));

function stateByForce(tasks: Task[], task: Task): string {
  if (task.status === 'success') return 'done';
  if (task.status === 'started') return 'in_progress';
  if (task.status !== 'planned') return task.status;
  if (isDeadByForce(tasks, task, [])) return 'dead_blocked';
  const isMissing = task.dependsOn.includes('unknown');
  const isBlocked = dependenciesOf(tasks, task).some(({ status }) => status !== 'success');
  return isMissing || isBlocked ? 'blocked' : 'ready';
}

function isDeadByForce(tasks: Task[], task: Task, way: Task[]): boolean {
  if (task.status === 'cancelled' || way.includes(task)) return true;
  if (task.status !== 'planned') return false;
  return dependenciesOf(tasks, task).some((other) => isDeadByForce(tasks, other, [...way, task]));
}

function hasCircle(tasks: Task[], task?: Task, way: Task[] = []): boolean {
  if (task === undefined) return tasks.some((start) => hasCircle(tasks, start));
  if (way.includes(task)) return true;
  return dependenciesOf(tasks, task).some((other) => hasCircle(tasks, other, [...way, task]));
}

function longestByForce(tasks: Task[]): number {
  const lengthOf = (task: Task): number =>
    1 + Math.max(0, ...dependenciesOf(tasks, task).map(lengthOf));
  return Math.max(0, ...tasks.map(lengthOf));
}

/** Each step of the way is a dependency, and it ends at a cancelled task or has met itself. */
function expectWay(tasks: Task[], way: string[], isDead: boolean): void {
  if (!isDead) {
    expect(way).toEqual([]);
    return;
  }
  const steps = way.map((id) => tasks.find((task) => task.id === id));
  for (const [index, step] of steps.slice(1).entries()) {
    expect(steps[index]?.dependsOn).toContain(step?.taskId);
  }
  const last = steps.at(-1);
  const around = last === undefined ? [] : dependenciesOf(tasks, last);
  const isRound = around.some((task) => hasCircle(tasks, task));
  expect(last?.status === 'cancelled' || isRound).toBe(true);
}
