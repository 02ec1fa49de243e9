import { describe, expect, it } from 'vitest';
import { newFoldState, noChanges, smallStateOf } from '../../state.ts';
import { taskView } from '../../views/task-view.ts';
import { foldInAnyOrder } from '../../testing/any-order.fixture.ts';
import { event, TEN } from '../../testing/events.fixture.ts';
import { taskOf } from '../../testing/look.fixture.ts';
import { around, foldAll, foldOne, viewsOf } from '../../testing/picture.fixture.ts';
import { totalsView } from '../../views/totals-view.ts';

const mcp = { source: 'mcp', project: 'dex' } as const;
const plan = (second: number, taskId: string, fields = {}) =>
  event('task.plan', 'lead', { second, ...mcp, taskId, ...fields });
const whole = (second: number, taskId: string, fields = {}) =>
  plan(second, taskId, { replaces: true, ...fields });
const start = (second: number, taskId: string) =>
  event('task.start', 'worker', { second, ...mcp, taskId });

describe('[TSK3] a plan that replaces', () => {
  it('[FLD1] cancels what it does not name and nobody began, in any order of arrival', () => {
    const folded = foldInAnyOrder([
      plan(0, 'kept'),
      plan(0, 'dropped'),
      plan(0, 'begun'),
      start(5, 'begun'),
      whole(10, 'kept'),
      whole(10, 'added'),
    ]);
    expect(taskOf(folded, 'dropped')).toMatchObject({
      status: 'cancelled',
      endedAt: TEN + 10_000,
      startedAt: null,
      durationMs: null,
      session: null,
    });
    const stands = ['kept', 'begun', 'added'].map((id) => taskOf(folded, id).status);
    expect(stands).toEqual(['planned', 'started', 'planned']);
    expect(totalsView(folded.state).all.openTasks).toBe(1);
  });

  it('[FLD1] is undone for a task by a later start, completion or plan of it', () => {
    const folded = foldInAnyOrder([
      plan(0, 'started'),
      plan(0, 'done'),
      plan(0, 'again'),
      whole(10, 'new'),
      start(20, 'started'),
      event('task.complete', 'worker', { second: 21, ...mcp, taskId: 'done', status: 'success' }),
      plan(22, 'again'),
    ]);
    const stands = ['started', 'done', 'again'].map((id) => taskOf(folded, id).status);
    expect(stands).toEqual(['started', 'success', 'planned']);
  });

  it('cancels nothing that a later plan named, in other projects, or that no plan named', () => {
    const folded = foldInAnyOrder([
      whole(10, 'new'),
      plan(11, 'later'),
      event('task.plan', 'lead', { second: 0, source: 'mcp', project: 'atlas', taskId: 'other' }),
      event('usage', 'worker', { second: 1, ...mcp, taskId: 'named', inputTokens: 5 }),
    ]);
    const stands = ['later', 'other', 'named'].map((id) => taskOf(folded, id).status);
    expect(stands).toEqual(['planned', 'planned', 'planned']);
  });

  it('replaces the plan of the whole project, whoever recorded it', () => {
    const folded = foldInAnyOrder([
      plan(0, 'hers', { user: 'ada' }),
      event('task.plan', 'other lead', {
        second: 10,
        ...mcp,
        taskId: 'his',
        user: 'bob',
        replaces: true,
      }),
    ]);
    expect(taskOf(folded, 'hers').status).toBe('cancelled');
  });

  it('[FLD1] counts for the project that its session turns out to be of', () => {
    const folded = foldInAnyOrder([
      plan(0, 'dropped'),
      event('task.plan', 'late', { second: 10, source: 'mcp', taskId: 'new', replaces: true }),
      event('task.plan', 'late', { second: 3, source: 'mcp', taskId: 'old' }),
      event('session.state', 'late', {
        second: 5,
        project: 'dex',
        source: 'api',
        state: 'working',
      }),
    ]);
    expect(taskOf(folded, 'dropped').status).toBe('cancelled');
    expect(taskOf(folded, 'old')).toMatchObject({ status: 'cancelled', project: 'dex' });
  });

  it('that is replaced in turn cancels at the newest, and says which tasks changed', () => {
    const folded = foldAll([plan(0, 'a'), plan(0, 'b'), whole(10, 'b')]);
    const before = viewsOf(folded);
    folded.state.changes = noChanges();
    foldOne(folded, whole(20, 'c'));
    const after = viewsOf(folded);
    const changed = [...after].filter(([id, view]) => before.get(id) !== view).map(([id]) => id);
    const { tasks, sessions } = folded.state.changes;
    expect([...tasks, ...sessions]).toEqual(expect.arrayContaining(changed));
    expect(['a', 'b', 'c'].map((id) => taskOf(folded, id).status)).toEqual([
      'cancelled',
      'cancelled',
      'planned',
    ]);
    expect(taskOf(folded, 'a').endedAt).toBe(TEN + 20_000);
  });

  it('[HUB3] is the same after a restart from storage', () => {
    const folded = foldAll([plan(0, 'dropped'), whole(10, 'new')]);
    folded.records.forget();
    const { storage, state: before } = folded;
    const woken = around(Object.assign(newFoldState({ storage }), smallStateOf(before)), folded);
    const { id } = taskOf(folded, 'dropped');
    expect(taskView(woken.state, id)).toEqual(taskView(folded.state, id));
    foldOne(woken, plan(5, 'late'));
    expect(taskOf(woken, 'late').status).toBe('cancelled');
  });
});
