import { LIMITS, type Task } from '@claude-monitor/protocol';
import { exampleTask } from '@claude-monitor/protocol/live/view.fixture';
import { describe, expect, test } from 'vitest';
import { eventsOf, withAlerts, type AlertCore } from '../alerts/alerts.fixture.ts';
import { WaitingTasks } from './waiting-tasks.ts';

const waiting = (id: string, dependsOn: string[], project: string | null = 'shop'): Task =>
  exampleTask(id, 0, { taskId: id, project, dependsOn });

const behind = (tasks: WaitingTasks, taskId: string, project: string | null = 'shop'): number =>
  tasks.behind({ taskId, project });

describe('tasks behind one', () => {
  test('are those of its project that nobody began', () => {
    const tasks = new WaitingTasks();
    tasks.set(waiting('b', ['a', 'a']));
    tasks.set(waiting('c', ['a', 'b']));
    tasks.set(waiting('other', ['a'], null));
    expect([behind(tasks, 'a'), behind(tasks, 'b'), behind(tasks, 'c')]).toEqual([2, 1, 0]);
    expect(behind(tasks, 'a', null)).toBe(1);
    tasks.set(waiting('c', ['b']));
    tasks.set({ ...waiting('b', ['a']), status: 'started' });
    expect([behind(tasks, 'a'), behind(tasks, 'b')]).toEqual([0, 1]);
    tasks.delete('c');
    expect(behind(tasks, 'b')).toBe(0);
  });

  test('[HUB8] are of so many dependencies; those planned longest ago leave', () => {
    const tasks = new WaitingTasks();
    const most = LIMITS.waitingDependencies / LIMITS.taskDependencies;
    const many = Array.from({ length: LIMITS.taskDependencies }, (_, index) => `d${String(index)}`);
    for (let index = 0; index < 3 * most; index++) tasks.set(waiting(String(index), many));
    expect(behind(tasks, 'd0')).toBe(most);
  });
});

/** Views of tasks that are made for each of so many failed tasks of a project of `others` planned ones. */
async function viewsOfFailures(core: AlertCore, others: number): Promise<number> {
  const of = eventsOf(core);
  const project = `of ${String(others)}`;
  const plan = Array.from({ length: others }, (_, index) => {
    const taskId = `t${String(index)}`;
    return of(`${project} ${taskId}`, 'task.plan', { taskId, project, dependsOn: ['t0'] });
  });
  for (let from = 0; from < others; from += 200) await core.ingest(plan.slice(from, from + 200));
  const { workspaceState } = core.hub;
  const task = workspaceState.task.bind(workspaceState);
  let views = 0;
  const fail = async (index: number): Promise<void> => {
    core.clock.at += 1_000;
    const what = { taskId: `t${String(index)}`, project, status: 'failed' };
    await core.ingest([of(`${project} fails ${String(index)}`, 'task.complete', what)]);
  };
  await fail(1);
  workspaceState.task = (id) => {
    views++;
    return task(id);
  };
  for (let index = 0; index < 40; index++) await fail(index);
  workspaceState.task = task;
  return views;
}

describe('[HUB8] a failed task', () => {
  test('looks through as few tasks among many as among few', () =>
    withAlerts(async (core) => {
      const few = await viewsOfFailures(core, 300);
      const many = await viewsOfFailures(core, 1_200);
      expect(many).toBeLessThanOrEqual(1.3 * few);
      expect(few).toBeLessThan(40 * 8);
    }));

  test('names how many it holds up, also those planned after the first one failed', () =>
    withAlerts(async (core) => {
      const of = eventsOf(core);
      const blocked = () =>
        core.hub.alerts.incidents.store
          .list({ limit: 100, kind: ['blocked'] }, core.clock.at)
          .items.map(({ task, reason }) => [task?.taskId, reason.count]);
      const planned = (taskId: string, dependsOn: string[]) =>
        of(taskId, 'task.plan', { taskId, project: 'shop', dependsOn });
      const failed = (taskId: string) =>
        of(`${taskId} fails`, 'task.complete', { taskId, project: 'shop', status: 'failed' });
      await core.ingest([planned('b', ['a']), failed('a')]);
      expect(blocked()).toEqual([['a', 1]]);
      await core.ingest([planned('d', ['c']), planned('e', ['c'])]);
      await core.ingest([of('d begins', 'task.start', { taskId: 'd', project: 'shop' })]);
      core.wakeAgain().alerts.woke();
      await core.ingest([failed('c')]);
      expect(blocked()).toEqual([
        ['c', 1],
        ['a', 1],
      ]);
    }));
});
