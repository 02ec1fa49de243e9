import { describe, expect, test } from 'vitest';
import { TIME } from '@claude-monitor/protocol/limits';
import type { Incident, IncidentKind } from '@claude-monitor/protocol/incidents/incident';
import type { Session, Task } from '@claude-monitor/protocol/live/view';
import { session, NOON, task } from '../../../lib/live/live.fixture.ts';
import { NOTHING_YET, type LiveState } from '../../../lib/live/live-state.ts';
import { needsBeyond, needsCount } from '../../../lib/incidents/needed.ts';
import { Board } from './board.ts';
import { HOLD_MS } from './stable-places.ts';

const live = (sessions: Session[], tasks: Task[] = []): LiveState => ({
  ...NOTHING_YET,
  sessions: new Map(sessions.map((each) => [each.id, each])),
  tasks: new Map(tasks.map((each) => [each.id, each])),
});

/** What stands in the inbox for a session. */
const incident = (of: string, kind: IncidentKind, rest: Partial<Incident> = {}): Incident => ({
  id: `${kind} ${of}`,
  kind,
  openedAt: NOON,
  since: NOON,
  updatedAt: NOON,
  resolvedAt: null,
  resolution: null,
  session: { id: of, sessionId: of },
  agentName: 'agent',
  model: null,
  project: null,
  task: null,
  reason: { code: 'waiting', detail: 'Asks to use Bash', count: null, of: null },
  evidence: [],
  acknowledged: null,
  snoozedUntil: null,
  assignee: null,
  ...rest,
});

const withInbox = (state: LiveState, ...incidents: Incident[]): LiveState => ({
  ...state,
  incidents: new Map(incidents.map((each) => [each.id, each])),
});

const BY_PROJECT = { grouping: 'project', dayStart: NOON - 12 * TIME.hourMs } as const;

const WAITING = { state: 'waiting', at: NOON, reason: 'Asks to use Bash' } as const;

function written(board: Board, state: LiveState, now = NOON): Record<string, string[]> {
  const { sections } = board.view(state, now, {
    grouping: 'project',
    dayStart: NOON - 12 * TIME.hourMs,
  });
  const written: Record<string, string[]> = {};
  if (sections.needs.length > 0) written['needs'] = sections.needs.map(({ session }) => session.id);
  for (const { title, rows } of sections.groups)
    written[title] = rows.map(({ session }) => session.id);
  if (sections.overToday.length > 0) {
    written['over today'] = sections.overToday.map(({ session }) => session.id);
  }
  if (sections.overBefore.length > 0) {
    written['over before'] = sections.overBefore.map(({ session }) => session.id);
  }
  return written;
}

describe('the order of the sessions', () => {
  test('who needs someone stands above all, the longest wait first', () => {
    const sessions = [
      session('working', { project: 'dex' }),
      session('waits', { project: 'dex', turn: WAITING }),
      session('waits longer', { project: 'dex', turn: { ...WAITING, at: NOON - 1 } }),
    ];
    const inbox = [incident('waits', 'waiting'), incident('waits longer', 'waiting')];
    expect(written(new Board(), withInbox(live(sessions), ...inbox))).toEqual({
      needs: ['waits longer', 'waits'],
      dex: ['working'],
    });
  });

  test('groups are in the order of their names, what has no project last', () => {
    const sessions = [
      session('a'),
      session('b', { project: 'zeta' }),
      session('c', { project: 'alpha' }),
    ];
    expect(Object.keys(written(new Board(), live(sessions)))).toEqual(['alpha', 'zeta', '']);
  });

  test('quiet sessions come after busy ones, and news of a row does not move it', () => {
    const ended = session('ended', { endedAt: NOON, startedAt: NOON });
    const idle = session('idle', { turn: { state: 'turn_over', at: NOON, reason: null } });
    const old = session('old', { startedAt: NOON - 2 });
    const young = session('young', { startedAt: NOON - 1 });
    const board = new Board();
    expect(written(board, live([ended, idle, old, young]))['']).toEqual(['young', 'old', 'idle']);
    const later = live([
      ended,
      idle,
      session('old', { ...old, lastAt: NOON + 9, errors: 1 }),
      young,
    ]);
    expect(written(board, later)['']).toEqual(['young', 'old', 'idle']);
  });

  test('what is over stands apart, by the viewer’s day, the last first', () => {
    const sessions = [
      session('early', { endedAt: NOON - 5 * TIME.hourMs }),
      session('late', { endedAt: NOON - TIME.hourMs }),
      session('yesterday', { endedAt: NOON - 13 * TIME.hourMs }),
      session('lost long ago', { lastAt: NOON - 3 * TIME.dayMs }),
    ];
    expect(written(new Board(), live(sessions))).toEqual({
      'over today': ['late', 'early'],
      'over before': ['yesterday', 'lost long ago'],
    });
  });

  test('who was lost within a day needs someone, after all others', () => {
    const sessions = [
      session('lost', { lastAt: NOON - 3 * TIME.hourMs }),
      session('waits', { turn: WAITING }),
    ];
    const state = withInbox(live(sessions), incident('waits', 'waiting'), incident('lost', 'lost'));
    const { needs } = new Board().view(state, NOON, BY_PROJECT).sections;
    expect(needs.map(({ session: { id }, need }) => [id, need?.kind])).toEqual([
      ['waits', 'waiting'],
      ['lost', 'lost'],
    ]);
    expect(needs[1]?.need?.reason).toMatch(/^No events since \d\d:\d\d$/);
  });

  test('what the inbox does not count stays in its group, with its reason', () => {
    const at = NOON - 1;
    const sessions = ['open', 'seen', 'none'].map((id) =>
      session(id, { lastFailedTask: { taskId: id, description: null, at } }),
    );
    const state = withInbox(
      live(sessions),
      incident('open', 'task_failed'),
      incident('open', 'context_full'),
      incident('seen', 'task_failed', { acknowledged: { by: 'ada', at } }),
    );
    const { sections, rows } = new Board().view(state, NOON, BY_PROJECT);
    expect(sections.needs.map(({ session: { id } }) => id)).toEqual(['open']);
    expect([...rows].map(([id, { need }]) => [id, need?.kind])).toEqual([
      ['open', 'failed'],
      ['seen', undefined],
      ['none', 'failed'],
    ]);
    expect(needsCount(state, NOON)).toBe(2);
    expect(needsCount({ ...state, moreIncidents: 3 }, NOON)).toBe(5);
    const beyond = (shown: string[]) => needsBeyond(state, { now: NOON, shown: new Set(shown) });
    expect([beyond(['open']), beyond([])]).toEqual([0, 2]);
  });
});

describe('the hold', () => {
  const calm = live([session('a', { project: 'dex' })]);
  const waiting = withInbox(
    live([session('a', { project: 'dex', turn: WAITING })]),
    incident('a', 'waiting'),
  );

  test('a row that changes its section moves after it, and says its new state at once', () => {
    const board = new Board();
    written(board, calm);
    expect(written(board, waiting, NOON + 10)).toEqual({ dex: ['a'] });
    expect(board.view(waiting, NOON + 20, BY_PROJECT).rows.get('a')?.state.name).toBe('waiting');
    expect(written(board, waiting, NOON + 10 + HOLD_MS)).toEqual({ needs: ['a'] });
  });

  test('a row that goes back in time never moved', () => {
    const board = new Board();
    written(board, calm);
    written(board, waiting, NOON + 10);
    written(board, calm, NOON + 1_000);
    expect(written(board, waiting, NOON + HOLD_MS + 20)).toEqual({ dex: ['a'] });
  });

  test('a new row needs no hold, and another grouping is shown at once', () => {
    const board = new Board();
    expect(written(board, waiting)).toEqual({ needs: ['a'] });
    written(board, calm, NOON + 10);
    const byAgent = board.view(calm, NOON + 20, { ...BY_PROJECT, grouping: 'agent' }).sections;
    expect(byAgent.needs).toEqual([]);
    expect(byAgent.groups.map(({ title }) => title)).toEqual(['infrastructure-specialist']);
  });

  test('a row that is gone leaves at once', () => {
    const board = new Board();
    written(board, calm);
    expect(written(board, live([]), NOON + 1)).toEqual({});
  });
});

test('[FLD4] the state follows the clock without an event', () => {
  const board = new Board();
  const state = live([
    session('a', { openTools: [{ toolUseId: 't', toolName: 'Bash', startedAt: NOON }] }),
  ]);
  const nameAt = (now: number) => board.view(state, now, BY_PROJECT).rows.get('a')?.state.name;
  expect(nameAt(NOON + TIME.minuteMs)).toBe('active');
  expect(nameAt(NOON + 6 * TIME.minuteMs)).toBe('stalled');
  expect(nameAt(NOON + 5 * TIME.hourMs)).toBe('lost');
});

test('a row that says the same stays the same object, so that nothing is drawn again', () => {
  const board = new Board();
  const state = live([session('a')]);
  const first = board.view(state, NOON, BY_PROJECT).rows.get('a');
  expect(board.view(state, NOON + 1_000, BY_PROJECT).rows.get('a')).toBe(first);
});

describe('who needs someone', () => {
  const needAt = (state: LiveState, now = NOON) =>
    new Board().view(state, now, BY_PROJECT).rows.get('a')?.need ?? null;
  const failed = { taskId: 't', description: 'Audit', at: NOON };
  const grave = {
    type: 'Reentrancy',
    message: 'in withdraw',
    severity: 'high',
    at: NOON - 1,
  } as const;

  test('who waits, with the reason in words', () => {
    expect(needAt(live([session('a', { turn: WAITING })]))).toEqual({
      kind: 'waiting',
      reason: 'Asks to use Bash',
      since: NOON,
    });
  });

  test('who waits and was not heard of for long, with when it was last', () => {
    const waiting = session('a', { turn: WAITING, lastAt: NOON });
    expect(needAt(live([waiting]), NOON + 3 * 3_600_000)).toMatchObject({
      kind: 'waiting',
      reason: 'Asks to use Bash. Last event 3 h ago',
    });
  });

  test('who failed a task, with the grave error that came before it', () => {
    const state = live([session('a', { lastFailedTask: failed, lastError: grave })]);
    expect(needAt(state)).toEqual({
      kind: 'failed',
      reason: 'Reentrancy: in withdraw',
      since: NOON,
    });
  });

  test('an error without a message is its type alone', () => {
    const state = live([session('a', { lastError: { ...grave, message: '' } })]);
    expect(needAt(state)?.reason).toBe('Reentrancy');
  });

  test('until a task of that session moves on', () => {
    const state = live(
      [session('a', { lastFailedTask: failed })],
      [task('t', { session: 'a', startedAt: NOON + 1, lastAt: NOON + 1 })],
    );
    expect(needAt(state, NOON + 2)).toBeNull();
  });

  test('an error that names its task is no progress of it', () => {
    const state = live(
      [session('a', { lastError: grave })],
      [task('t', { session: 'a', startedAt: NOON - 9, lastAt: NOON + 1 })],
    );
    expect(needAt(state, NOON + 2)?.kind).toBe('failed');
  });

  test('a failed task itself is no progress, nor is work of another session', () => {
    const state = live(
      [session('a', { lastFailedTask: failed })],
      [
        task('t', {
          session: 'a',
          status: 'failed',
          startedAt: NOON - 5,
          endedAt: NOON,
          lastAt: NOON,
        }),
        task('u', { session: 'b', startedAt: NOON + 1, lastAt: NOON + 1 }),
      ],
    );
    expect(needAt(state, NOON + 2)?.kind).toBe('failed');
  });

  test('an error of low severity calls nobody', () => {
    expect(needAt(live([session('a', { lastError: { ...grave, severity: 'low' } })]))).toBeNull();
  });

  test('a failure of yesterday is history', () => {
    const state = live([session('a', { lastFailedTask: failed, lastAt: NOON + TIME.dayMs })]);
    expect(needAt(state, NOON + TIME.dayMs)).toBeNull();
  });

  test('a stuck tool call names the tool and how long', () => {
    const state = live([
      session('a', { openTools: [{ toolUseId: 't', toolName: 'Bash', startedAt: NOON }] }),
    ]);
    const need = needAt(state, NOON + 9 * TIME.minuteMs);
    expect(need?.kind).toBe('stalled');
    expect(need?.reason).toMatch(/^Bash has been running since \d\d:\d\d \(9 min\)$/);
  });
});

test('two thousand sessions are sorted within one frame of the screen', () => {
  const sessions = Array.from({ length: 2_000 }, (_, index) =>
    session(`c${String(index)}`, { project: `p${String(index % 12)}`, startedAt: NOON - index }),
  );
  const board = new Board();
  const state = live(sessions);
  board.view(state, NOON, BY_PROJECT);
  const startedAt = performance.now();
  for (let round = 0; round < 20; round++) board.view(state, NOON + round, BY_PROJECT);
  expect((performance.now() - startedAt) / 20).toBeLessThan(16);
});
