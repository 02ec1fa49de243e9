import { describe, expect, test } from 'vitest';
import { LIMITS, STATE_LIMITS, TIME } from '@claude-monitor/protocol/limits';
import { incidentSchema, type Incident } from '@claude-monitor/protocol/incidents/incident';
import type { ServerFrame } from '@claude-monitor/protocol/live/frames';
import { applyFrame } from './apply-frame.ts';
import { session, cell, line, NOON, patch, snapshot, task, totals } from './live.fixture.ts';
import { NOTHING_YET, type LiveState } from './live-state.ts';

function after(frames: readonly ServerFrame[], from: LiveState = NOTHING_YET): LiveState {
  return frames.reduce((live, frame) => applyFrame(live, frame).live, from);
}

const SHOWN = after([
  snapshot('1', { sessions: [session('a'), session('b')], tasks: [task('t')], totals: totals() }),
]);

const incident = (index: number, resolvedAt: number | null = null): Incident => ({
  id: `inc_${String(index)}`,
  kind: 'lost',
  openedAt: NOON + index,
  since: NOON,
  updatedAt: NOON,
  resolvedAt,
  resolution: resolvedAt === null ? null : 'recovered',
  session: null,
  agentName: null,
  model: null,
  project: null,
  task: null,
  reason: { code: 'silence', detail: null, count: null, of: null },
  evidence: [],
  acknowledged: null,
  snoozedUntil: null,
  assignee: null,
});

describe('incidents', () => {
  test('of all pieces are shown, and how many more stand follows from how many do', () => {
    const live = after([
      snapshot('1', { parts: 2, incidents: { items: [incident(1)], standing: 5 } }),
      snapshot('1', { part: 1, parts: 2, incidents: { items: [incident(2)], standing: 5 } }),
    ]);
    expect([...live.incidents.keys()]).toEqual(['inc_1', 'inc_2']);
    expect(live.moreIncidents).toBe(3);
    const items = [incident(6), incident(1, NOON)];
    const patched = after([patch('1', '2', { incidents: { items, standing: 5 } })], live);
    expect([...patched.incidents.keys()]).toEqual(['inc_2', 'inc_6']);
    expect(patched.moreIncidents).toBe(3);
  });

  test('of a page that stays open are as many as a snapshot has, the newest', () => {
    const count = 2 * LIMITS.incidentsPerFrame + 1;
    const items = Array.from({ length: count }, (_, index) => incident(index));
    const live = after([patch('1', '2', { incidents: { items, standing: count } })], SHOWN);
    expect(live.incidents.size).toBe(LIMITS.incidentsPerFrame);
    expect(live.incidents.has(`inc_${String(count - 1)}`)).toBe(true);
    expect(live.moreIncidents).toBe(count - LIMITS.incidentsPerFrame);
  });
});

describe('a snapshot', () => {
  test('[HUB7] is shown when all of its pieces are here, in whichever order they come', () => {
    const pieces = [
      snapshot('7', { part: 2, parts: 3, sessions: [session('c')] }),
      snapshot('7', { part: 0, parts: 3, sessions: [session('a')], totals: totals() }),
      snapshot('7', { part: 1, parts: 3, sessions: [session('b')], tasks: [task('t')] }),
    ];
    const partly = after(pieces.slice(0, 2));
    expect(partly.sessions.size).toBe(0);
    expect(partly.position).toBeNull();
    const whole = after(pieces);
    expect([...whole.sessions.keys()]).toEqual(['a', 'b', 'c']);
    expect(whole.tasks.size).toBe(1);
    expect(whole.totals).not.toBeNull();
    expect(whole.position).toBe('7');
  });

  test('[HUB7] replaces what was shown, and a piece sent twice counts once', () => {
    const again = snapshot('9', { part: 0, parts: 2, sessions: [session('z')] });
    const whole = after([again, again, snapshot('9', { part: 1, parts: 2 })], SHOWN);
    expect([...whole.sessions.keys()]).toEqual(['z']);
    expect(whole.tasks.size).toBe(0);
  });

  test('that is begun again forgets the pieces of the one before', () => {
    const live = after([
      snapshot('1', { part: 0, parts: 2, sessions: [session('old')] }),
      snapshot('2', { part: 0, parts: 2, sessions: [session('new')] }),
      snapshot('2', { part: 1, parts: 2 }),
    ]);
    expect([...live.sessions.keys()]).toEqual(['new']);
  });

  test('[HUB2] a gap keeps the old state on the screen until the new one is whole', () => {
    const live = after([{ type: 'gap', reason: 'too_old' }], SHOWN);
    expect(live.sessions.size).toBe(2);
  });
});

const incidentOf = (id: string, of: string): Incident =>
  incidentSchema.parse({
    ...{ id, kind: 'waiting', openedAt: NOON, since: NOON, updatedAt: NOON, resolvedAt: null },
    ...{ resolution: null, session: { id: of, sessionId: of }, agentName: null, model: null },
    ...{ project: null, task: null, evidence: [], acknowledged: null, snoozedUntil: null },
    ...{ assignee: null, reason: { code: 'waiting', detail: null, count: null, of: null } },
  });

describe('[STO10] what needs somebody', () => {
  const items = [incidentOf('inc_1', 'a'), incidentOf('inc_2', 'b')];
  const gone = patch('1', '2', { removed: { sessions: ['b'], tasks: [] } });

  test('leaves with its session', () => {
    const shown = after([snapshot('1', { incidents: { items, standing: 2 } })]);
    const { live, outcome } = applyFrame(shown, gone);
    expect(outcome).toBe('applied');
    expect([...live.incidents.keys()]).toEqual(['inc_1']);
  });

  test('makes room for what is not here: the page asks for everything again', () => {
    const shown = after([snapshot('1', { incidents: { items, standing: 5 } })]);
    expect(applyFrame(shown, gone)).toMatchObject({ outcome: 'missed', live: { position: null } });
  });
});

describe('a patch', () => {
  test('[HUB4] replaces, adds and removes sessions and tasks, and moves the position', () => {
    const changed = session('a', { errors: 3 });
    const { live, outcome } = applyFrame(
      SHOWN,
      patch('1', '2', {
        sessions: [changed, session('c')],
        removed: { sessions: ['b'], tasks: ['t'] },
      }),
    );
    expect(outcome).toBe('applied');
    expect([...live.sessions.values()]).toEqual([changed, session('c')]);
    expect(live.tasks.size).toBe(0);
    expect(live.position).toBe('2');
  });

  test('[HUB4] from another position is missed and changes nothing', () => {
    expect(applyFrame(SHOWN, patch('0', '2', { sessions: [session('c')] }))).toEqual({
      live: SHOWN,
      outcome: 'missed',
    });
    expect(applyFrame(NOTHING_YET, patch('0', '1')).outcome).toBe('missed');
  });

  test('[HUB4] in changed fields replaces those alone, and names what it changed last', () => {
    const changed = {
      sessions: [{ id: 'a', fields: { errors: 3, tasks: { open: 1 } } }],
      tasks: [{ id: 't', fields: { status: 'success', progress: 1 } }],
    };
    const { live, outcome } = applyFrame(SHOWN, patch('1', '2', { changed }));
    const tasks = { ...session('a').tasks, open: 1 };
    expect(outcome).toBe('applied');
    expect([...live.sessions.values()]).toEqual([session('b'), session('a', { errors: 3, tasks })]);
    expect([...live.tasks.values()]).toEqual([task('t', { status: 'success', progress: 1 })]);
  });

  test.each([
    ['of a session that is not here', { id: 'z', fields: { errors: 1 } }],
    ['that makes no session', { id: 'a', fields: { errors: 'many' } }],
  ])('[HUB4] in changed fields %s is missed, and a snapshot is needed', (_, change) => {
    const frame = patch('1', '2', { changed: { sessions: [change], tasks: [] } });
    expect(applyFrame(SHOWN, frame)).toEqual({
      live: { ...SHOWN, position: null },
      outcome: 'missed',
    });
  });

  test('leaves the state before it as it was, and keeps the maps that it does not touch', () => {
    const before = [...SHOWN.sessions.values()];
    const live = after([patch('1', '2', { sessions: [session('a', { errors: 1 })] })], SHOWN);
    expect([...SHOWN.sessions.values()]).toEqual(before);
    expect(live.tasks).toBe(SHOWN.tasks);
  });

  test('keeps the totals it does not carry', () => {
    expect(after([patch('1', '2')], SHOWN).totals).toBe(SHOWN.totals);
  });

  test('holds the last hour of minute cells and no more', () => {
    let live = SHOWN;
    for (let minute = 0; minute < 200; minute++) {
      const at = NOON + minute * TIME.minuteMs;
      const frame = patch(live.position ?? '', `m${String(minute)}`, {
        at,
        series: [cell(at, 'a'), cell(at, 'b', { model: 'claude-opus-4-5' })],
      });
      live = after([frame], live);
    }
    expect(live.series.size).toBeLessThanOrEqual(2 * (LIMITS.seriesMinutes + 2));
    expect(live.series.size).toBeGreaterThanOrEqual(2 * LIMITS.seriesMinutes);
  });

  test('sets a minute cell to its absolute value', () => {
    const first = patch('1', '2', { series: [cell(NOON, 'a', { inputTokens: 5 })] });
    const second = patch('2', '3', { series: [cell(NOON, 'a', { inputTokens: 8 })] });
    const live = after([first, second], SHOWN);
    expect([...live.series.values()].map(({ inputTokens }) => inputTokens)).toEqual([8]);
  });

  test('puts its newest line first, tells how many were left out, and bounds the list', () => {
    const lines = [line('1'), line('2')];
    const live = after([patch('1', '2', { lines, moreLines: 14 })], SHOWN);
    expect(live.entries.map(({ id }) => id)).toEqual(['2', '1', 'left-out 2']);
    let full = live;
    for (let index = 0; index < 300; index++) {
      const frame = patch(full.position ?? '', `l${String(index)}`, {
        lines: [line(`n${String(index)}`)],
      });
      full = after([frame], full);
    }
    expect(full.entries).toHaveLength(LIMITS.linesKept);
    expect(full.entries[0]?.id).toBe('n299');
  });

  test('puts lines that come at once in the order of their times', () => {
    const late = line('late', { at: NOON - 3 });
    const lines = [line('2', { at: NOON - 1 }), late, line('3', { at: NOON })];
    expect(after([snapshot('2', { lines })]).entries.map(({ id }) => id)).toEqual([
      '3',
      '2',
      'late',
    ]);
    // What was read already keeps its place.
    const live = after([patch('1', '2', { lines: [line('1')] })], SHOWN);
    const later = after([patch('2', '3', { lines: [late] })], live);
    expect(later.entries.map(({ id }) => id)).toEqual(['late', '1']);
  });

  test('shows a line once that comes twice', () => {
    const live = after(
      [patch('1', '2', { lines: [line('1')] }), patch('2', '3', { lines: [line('1')] })],
      SHOWN,
    );
    expect(live.entries).toHaveLength(1);
  });
});

test('hello names the workspace and brings the limits of a state, and keeps what is shown', () => {
  const limits = { ...STATE_LIMITS, idleMs: 1 };
  const hello = { type: 'hello', protocol: 1, workspace: 'acme', isAdmin: true } as const;
  const live = after([{ ...hello, now: NOON, limits }], SHOWN);
  expect(live).toMatchObject({ workspace: 'acme', isAdmin: true });
  expect(live.limits.idleMs).toBe(1);
  expect(live.sessions.size).toBe(2);
});

test('[HUB2] a viewer that resumes by patches ends equal to one that takes a snapshot', () => {
  const seed = 20261122;
  const random = seeded(seed);
  const hub = new Map([...SHOWN.sessions]);
  let live = SHOWN;
  for (let step = 0; step < 200; step++) {
    const id = String.fromCharCode(97 + Math.floor(random() * 20));
    const isGone = random() < 0.2 && hub.delete(id);
    const changed = isGone ? [] : [session(id, { errors: step })];
    for (const each of changed) hub.set(id, each);
    const removed = { sessions: isGone ? [id] : [], tasks: [] };
    live = after(
      [patch(live.position ?? '', String(step + 2), { sessions: changed, removed })],
      live,
    );
  }
  const fresh = after([snapshot('201', { sessions: [...hub.values()] })]);
  expect(new Set(live.sessions.values()), `seed ${String(seed)}`).toEqual(
    new Set(fresh.sessions.values()),
  );
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
