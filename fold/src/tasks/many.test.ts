import { describe, expect, it } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { findAttempt, noChanges } from '../state.ts';
import { event } from '../testing/events.fixture.ts';
import { expectExactSums } from '../testing/invariants.fixture.ts';
import { sessionOf, taskOf } from '../testing/look.fixture.ts';
import {
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  startFolding,
  viewsOf,
  type Folded,
} from '../testing/picture.fixture.ts';
import { taskView } from '../views/task-view.ts';

const mcp = { source: 'mcp' } as const;
const name = (word: string, index: number) => `${word} ${String(index)}`;
const each = (count: number, make: (index: number) => TelemetryEvent[]) =>
  Array.from({ length: count }, (_, index) => make(index)).flat();
const plan = (second: number, taskId: string, fields = {}) =>
  event('task.plan', 'lead', { second, ...mcp, project: 'dex', taskId, ...fields });
const start = (
  second: number,
  session: string,
  { taskId, ...fields }: { taskId: string } & Record<string, unknown>,
) => event('task.start', session, { second, ...mcp, taskId, ...fields });

/** What a stored row may hold (rule HUB8). */
const ROW_BYTES = 1_000_000;

/** More than one event derives again. */
const MANY = 4 * LIMITS.stepsOfEvent;

/** Other people's events, by which the fold goes on with what is left to do. */
function goOn(folded: Folded): void {
  for (let turn = 0; turn < 12; turn++) {
    foldOne(
      folded,
      event('session.context', 'bystander', { second: turn, source: 'hook', contextTokens: turn }),
    );
  }
}

describe('more tasks than one event derives again', () => {
  it('[FLD1] move to the project that their session names late, with what they cost', () => {
    const works = each(MANY, (index) => [
      start(index, 'worker', { taskId: name('t', index) }),
      event('usage', 'worker', { second: index, ...mcp, inputTokens: 1 }),
      event('usage', 'worker', { second: index, ...mcp, inputTokens: 7, taskId: name('t', index) }),
    ]);
    const named = event('session.start', 'worker', { second: MANY, ...mcp, project: 'atlas' });
    const late = foldAll([...works, named]);
    goOn(late);
    const early = foldAll([named, ...works]);
    goOn(early);
    expectSame(pictureOf(late), pictureOf(early));
    expectExactSums(late);
    expect(taskOf(late, name('t', 5))).toMatchObject({ project: 'atlas', usage: { requests: 2 } });
  });

  it('[FLD1] find a plan that is heard of late', () => {
    const works = each(MANY, (index) => [
      start(10 + index, name('worker', index), { taskId: 't' }),
    ]);
    const late = foldAll([...works, plan(0, 't')]);
    goOn(late);
    const early = foldAll([plan(0, 't'), ...works]);
    goOn(early);
    expectSame(pictureOf(late), pictureOf(early));
    expect(late.taskIds().length).toBe(1);
  });

  it('[TSK3] are all said to be dropped by a plan that replaces theirs, a part with each event', () => {
    const folded = foldAll(each(MANY, (index) => [plan(index, name('t', index))]));
    const before = viewsOf(folded);
    folded.state.changes = noChanges();
    foldOne(folded, plan(MANY, 'new', { replaces: true }));
    expect(folded.state.changes.tasks.size).toBeLessThan(LIMITS.stepsOfEvent + 10);
    goOn(folded);
    const after = viewsOf(folded);
    const changed = [...after].filter(([id, view]) => before.get(id) !== view).map(([id]) => id);
    const { tasks, sessions } = folded.state.changes;
    expect(changed.filter((id) => !tasks.has(id) && !sessions.has(id))).toEqual([]);
    expect(taskOf(folded, name('t', MANY - 1)).status).toBe('cancelled');
  });

  it('[FLD1] are the same in any order, with lists of many pages', () => {
    const random = seeded(3);
    const statuses = ['success', 'failed', 'cancelled'] as const;
    const events = each(120, (index) => {
      const fields = random.chance(0.5) ? { project: random.pick(['dex', 'atlas']) } : {};
      const taskId = name('t', random.between(0, 3));
      const session = name('worker', random.between(0, 1));
      const status = random.pick(statuses);
      return [
        start(random.between(0, 500), session, { taskId, ...fields }),
        event('task.complete', session, {
          second: random.between(0, 500),
          ...mcp,
          taskId,
          status,
          ...fields,
        }),
        plan(random.between(0, 500), taskId, { replaces: random.chance(0.1) }),
        start(random.between(0, 500), name('other', index), { taskId }),
        event('usage', session, { second: random.between(0, 500), ...mcp, inputTokens: index }),
        event('prompt', 'lead', {
          second: random.between(0, 500),
          source: 'hook',
          route: random.pick(['prometheus', 'claude']),
        }),
      ];
    });
    const expected = foldAll(events);
    goOn(expected);
    for (let turn = 0; turn < 6; turn++) {
      const folded = foldAll(random.shuffled([...events, ...events.slice(0, 200)]));
      goOn(folded);
      expectSame(pictureOf(folded), pictureOf(expected));
      expectExactSums(folded);
    }
  });
});

describe('a record is bounded in bytes, with', () => {
  it.each<[string, () => Generator<TelemetryEvent>]>([
    [
      '12,000 tasks of 2,000 characters in one session',
      function* () {
        const taskDescription = 'x'.repeat(LIMITS.textLength);
        for (let index = 0; index < 12_000; index++) {
          yield start(index, 'worker', { taskId: name('t', index), taskDescription });
        }
      },
    ],
    [
      '50,000 tasks in a project',
      function* () {
        for (let index = 0; index < 50_000; index++) yield plan(index % 3_000, name('t', index));
      },
    ],
    [
      '700 plans of one task with 190 dependencies, and 700 tasks with as many',
      function* () {
        const dependsOn = Array.from({ length: 190 }, (_, index) => name('dependency', index));
        for (let index = 0; index < 700; index++) {
          yield plan(index, 't', { dependsOn });
          yield plan(index, name('t', index), { dependsOn });
        }
      },
    ],
    [
      'the longest ids, of characters that are long as text, in plans, handovers and dependencies',
      function* () {
        const long = '\u0001'.repeat(LIMITS.idLength - 5);
        const dependsOn = Array.from({ length: 200 }, (_, index) => `${long}${String(index)}`);
        const taskDescription = '\u0001'.repeat(LIMITS.textLength);
        for (let index = 0; index < 40; index++) {
          const id = `${long}${String(index)}`;
          const fields = { id, user: id, project: long, taskId: long };
          yield plan(index, long, { ...fields, dependsOn, taskDescription });
          const session = index % 2 === 0 ? 'worker' : name('worker', index);
          yield event('handover', session, { second: index, ...mcp, ...fields, toAgentName: id });
          yield start(index, session, fields);
          yield event('task.complete', session, {
            second: index,
            ...mcp,
            ...fields,
            status: 'failed',
          });
        }
      },
    ],
  ])('%s', (_, events) => {
    const folded = startFolding();
    let index = 0;
    for (const next of events()) {
      foldOne(folded, next);
      // Now and then, for what is read again costs time.
      if (index++ % 500 === 0) folded.records.forget();
    }
    folded.records.forget();
    const sizes = folded.records.sizes();
    expect(sizes.reduce((most, size) => Math.max(most, size), 0)).toBeLessThanOrEqual(ROW_BYTES);
    const [task = ''] = folded.taskIds();
    expect(taskView(folded.state, task)?.id).toBe(task);
  });

  it('no record of the session itself that grows with its tasks', () => {
    const few = foldAll(each(2, (index) => [start(index, 'worker', { taskId: name('t', index) })]));
    const many = foldAll(
      each(200, (index) => [start(index, 'worker', { taskId: name('t', index) })]),
    );
    const [a, b] = [few, many].map((folded) => {
      const session = findAttempt(folded.state, sessionOf(folded, 'worker').id)?.session;
      return JSON.stringify({ ...session, lastAt: 0, signalAt: 0, boundaryAt: 0 }).length;
    });
    expect((b ?? 0) - (a ?? 0)).toBeLessThan(10);
    expect(sessionOf(many, 'worker').tasks.open).toBe(200);
  });
});
