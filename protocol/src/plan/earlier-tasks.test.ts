import { describe, expect, test } from 'vitest';
import { eventsOfCall } from '../mcp/events-of-call.ts';
import { logTool } from '../tools/tools.ts';
import { earlierTasksOf } from './earlier-tasks.ts';

const context = { newId: () => 'id', now: 5 };
const plan = (...tasks: object[]) => ({ sessionId: 's', project: 'dex', tasks });
const run = (input: object, earlier: string[] = []) =>
  eventsOfCall(logTool('log_plan'), input, { ...context, earlierTasks: new Set(earlier) });

describe('what a plan waits for and does not name', () => {
  test('is passed with its project', () => {
    const input = plan({ taskId: 'b', dependsOn: ['a', 'x'] }, { taskId: 'x', dependsOn: ['a'] });
    expect(earlierTasksOf('log_plan', input)).toEqual({ project: 'dex', taskIds: ['a'] });
  });

  test.each<[string, string, unknown]>([
    ['a plan that names all', 'log_plan', plan({ taskId: 'a' }, { taskId: 'b', dependsOn: ['a'] })],
    ['another tool', 'log_error', plan({ taskId: 'b', dependsOn: ['a'] })],
    ['no plan', 'log_plan', { tasks: 7 }],
    ['nothing', 'log_plan', null],
  ])('is nothing of %s', (_, tool, input) => {
    expect(earlierTasksOf(tool, input)).toBeNull();
  });
});

describe('[TSK1] planning again', () => {
  const again = plan({ taskId: 'b', dependsOn: ['a', 'c'] }, { taskId: 'c', dependsOn: ['z'] });

  test('a task may wait for one of an earlier plan, and the event says so', () => {
    expect(run(again, ['a', 'z'])).toMatchObject({
      ok: true,
      events: [
        { taskId: 'b', dependsOn: ['a', 'c'] },
        { taskId: 'c', dependsOn: ['z'] },
      ],
    });
  });

  test('what nobody planned is refused as ever', () => {
    expect(run(again, ['a'])).toMatchObject({
      ok: false,
      faults: [{ path: 'tasks[1].dependsOn[0]' }],
    });
    expect(run(again)).toMatchObject({ ok: false });
  });

  test('a circle in the plan itself is one, whatever was planned before', () => {
    const circle = plan({ taskId: 'b', dependsOn: ['a', 'c'] }, { taskId: 'c', dependsOn: ['b'] });
    expect(run(circle, ['a'])).toMatchObject({
      faults: [{ message: expect.stringContaining('dependency cycle') }],
    });
    // An earlier plan of b makes no other task of it.
    expect(run(circle, ['a', 'b', 'c'])).toMatchObject({ ok: false });
  });

  test('a task without dependencies stays without', () => {
    const taken = run(plan({ taskId: 'b', dependsOn: ['a'] }, { taskId: 'd' }), ['a']);
    expect(taken.ok ? taken.events[1] : null).not.toHaveProperty('dependsOn');
  });
});
