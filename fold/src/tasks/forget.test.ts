import { describe, expect, it } from 'vitest';
import { TASK_KINDS } from '../storage/codecs.ts';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { event } from '../testing/events.fixture.ts';
import { foldAll, foldOne, pictureOf, type Folded } from '../testing/picture.fixture.ts';
import { forgetTasks } from './forget.ts';

const mcp = { source: 'mcp' } as const;

/** Planned, worked on and asked for by one session, in projects that others share. */
function eventsOf(session: string) {
  const random = seeded(session.length);
  return Array.from({ length: 80 }, (_, index) => {
    const taskId = `t ${String(random.between(0, 30))}`;
    const named = random.chance(0.5)
      ? { project: random.pick(['dex', 'atlas']), taskId }
      : { taskId };
    const fields = { ...mcp, ...named };
    return [
      event('task.plan', session, { second: index, ...fields, replaces: random.chance(0.1) }),
      event('task.start', session, { second: index, ...fields }),
      event('task.progress', session, { second: index, ...fields, progress: 0.5 }),
      event('prompt', session, { second: index, source: 'hook', route: 'prometheus' }),
    ];
  }).flat();
}

const TASK_TABLES = Object.values(TASK_KINDS);

const keysOf = ({ records }: Folded) =>
  (
    ['track', 'task', 'session_tasks', 'task_scope', 'task_name', 'plan_group', 'prompts'] as const
  ).map((name) => records.keysOf(name).sort());

describe('what a session said of tasks', () => {
  it('is taken back in steps, and nothing of it stays', () => {
    const stays = eventsOf('stays');
    const folded = foldAll([...stays, ...eventsOf('leaves')]);
    const session = folded.state.sessions.get(sessionKeyOf('leaves', ''));
    expect(session).toBeDefined();
    if (session === undefined) return;
    let turns = 1;
    while (!forgetTasks(folded.state, session, { budget: 7, seq: folded.seq })) turns++;
    expect(turns).toBeGreaterThan(3);
    const expected = foldAll(stays);
    for (let turn = 0; turn < 5; turn++) {
      for (const each of [folded, expected]) {
        foldOne(
          each,
          event('session.context', 'bystander', {
            second: turn,
            source: 'hook',
            contextTokens: turn,
          }),
        );
      }
    }
    expect(keysOf(folded)).toEqual(keysOf(expected));
    expect(pictureOf(folded).tasks).toEqual(pictureOf(expected).tasks);
    expect(folded.state.totals.openTasks).toBe(expected.state.totals.openTasks);
  });

  it('leaves no record at all where it was the only one', () => {
    const folded = foldAll(eventsOf('leaves'));
    for (const key of folded.records.keysOf('session')) {
      const session = folded.state.sessions.get(key);
      if (session !== undefined)
        forgetTasks(folded.state, session, { budget: 1_000, seq: folded.seq });
    }
    foldOne(
      folded,
      event('session.context', 'bystander', { second: 0, source: 'hook', contextTokens: 1 }),
    );
    folded.records.forget();
    for (const kind of TASK_TABLES) expect(folded.records.keysOf(kind)).toEqual([]);
  });
});
