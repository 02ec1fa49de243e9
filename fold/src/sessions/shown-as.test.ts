import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import { lineOf } from '../views/line.ts';
import { findShown } from '../views/detail/session-detail.ts';
import { event, TEN } from '../testing/events.fixture.ts';
import { expectExactSums } from '../testing/invariants.fixture.ts';
import { sessionOf, sessionsOf, taskOf } from '../testing/look.fixture.ts';
import {
  expectSame,
  foldAll,
  foldOne,
  pictureOf,
  startFolding,
} from '../testing/picture.fixture.ts';
import { permutations } from '@claude-monitor/protocol/testing/random';
import { totalsView } from '../views/totals-view.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const key = (id: string) => sessionKeyOf(id, '');
const at = (second: number) => TEN + second * 1_000;

const request = (
  second: number,
  { tokens, run = RUN, agentId }: { tokens: number; run?: string; agentId?: string | undefined },
) =>
  event('usage', run, {
    second,
    source: 'otlp',
    requestId: `r${String(tokens)}`,
    inputTokens: tokens,
    ...(agentId === undefined ? {} : { agentId }),
  });
const declare = (
  sessionId: string,
  { second, run = RUN, agentId }: { second: number; run?: string; agentId?: string | undefined },
) =>
  event('session.start', sessionId, {
    second,
    source: 'mcp',
    parentSessionId: run,
    agentName: `agent ${sessionId}`,
    ...(agentId === undefined ? {} : { agentId }),
  });
const end = (sessionId: string, second: number, source: 'mcp' | 'hook' = 'mcp') =>
  event('session.end', sessionId, { second, source });
const prompt = (second: number) => event('prompt', RUN, { second, source: 'hook' });

const shownIds = (events: readonly TelemetryEvent[]) => {
  const folded = foldAll(events);
  return [RUN, OTHER, 'infra-001', 'audit-003'].filter((id) => sessionsOf(folded, id).length > 0);
};

describe('[WHO1] a run with one declared session', () => {
  const events = [
    prompt(0),
    request(1, { tokens: 10 }),
    declare('infra-001', { second: 5 }),
    request(9, { tokens: 200 }),
  ];

  it('[FLD1] is shown as one, with what nobody owned before the session was declared, in every order', () => {
    const expected = pictureOf(foldAll(events));
    for (const order of permutations(events)) {
      const folded = foldAll(order);
      expectSame(pictureOf(folded), expected);
      expectExactSums(folded);
      expect(sessionsOf(folded, RUN)).toEqual([]);
      expect(totalsView(folded.state).all.sessions).toBe(1);
      const session = sessionOf(folded, 'infra-001');
      expect(session).toMatchObject({
        run: { id: key(RUN), sessionId: RUN },
        agentName: 'agent infra-001',
        startedAt: at(0),
        lastAt: at(9),
      });
      expect(session.usage).toMatchObject({ requests: 2, inputTokens: 210 });
    }
  });

  it('counts what it did before for the agent that was declared', () => {
    const { state } = foldAll(events);
    const agents = [...state.series.values()].map((cell) => [cell.agentName, cell.inputTokens]);
    expect(agents.filter(([, tokens]) => tokens !== 0)).toEqual([['agent infra-001', 210]]);
  });

  it('answers to the id of the run too', () => {
    const { state } = foldAll(events);
    for (const id of [RUN, key(RUN), 'infra-001', key('infra-001')]) {
      expect(findShown(state, id)).toBe(key('infra-001'));
    }
  });

  it('shows the run’s own tasks and lines as the session’s', () => {
    const task = event('task.start', RUN, { second: 6, source: 'hook', taskId: 't' });
    const folded = foldAll([...events, task]);
    expect(taskOf(folded, 't')).toMatchObject({
      session: key('infra-001'),
      agentName: 'agent infra-001',
    });
    const session = sessionOf(folded, 'infra-001');
    expect(session.tasks.open).toBe(1);
    expect(session.currentTask?.taskId).toBe('t');
    expect(lineOf(folded.state, task)?.session).toBe(key('infra-001'));
  });

  it('has ended when either has, unless it is prompted again', () => {
    const ended = [...events, end('infra-001', 20)];
    expect(sessionOf(foldAll(ended), 'infra-001').endedAt).toBe(at(20));
    expect(sessionOf(foldAll([...events, end(RUN, 30, 'hook')]), 'infra-001').endedAt).toBe(at(30));
    const goesOn = sessionOf(
      foldAll([...ended, prompt(25), request(26, { tokens: 3_000 })]),
      'infra-001',
    );
    expect(goesOn).toMatchObject({ endedAt: null, lastAt: at(26), turn: { state: 'working' } });
    expect(goesOn.usage.inputTokens).toBe(3_210);
    const over = foldAll([...ended, prompt(25), end(RUN, 30, 'hook')]);
    expect(sessionOf(over, 'infra-001').endedAt).toBe(at(30));
  });

  it('tells viewers that the session of the run is gone, and the other’s figures', () => {
    const folded = startFolding();
    for (const item of events.slice(0, 2)) foldOne(folded, item);
    expect([...folded.state.changes.sessions]).toEqual([key(RUN)]);
    for (const item of events.slice(2)) foldOne(folded, item);
    expect([...folded.state.changes.goneSessions]).toEqual([key(RUN)]);
    expect([...folded.state.changes.sessions]).toEqual([key('infra-001')]);
    foldOne(folded, declare('audit-003', { second: 7 }));
    expect([...folded.state.changes.goneSessions]).toEqual([]);
    expect(folded.state.changes.sessions).toContain(key(RUN));
  });

  it('is one for each attempt of a session that runs use in turn', () => {
    const again = [
      declare('infra-001', { second: 5_000, run: OTHER }),
      request(4_990, { tokens: 7, run: OTHER }),
    ];
    const all = [...events, end('infra-001', 20), ...again];
    const expected = pictureOf(foldAll(all));
    for (const order of permutations(all.slice(2))) {
      expectSame(pictureOf(foldAll([...order, ...all.slice(0, 2)])), expected);
    }
    const folded = foldAll(all);
    expect(shownIds(all)).toEqual(['infra-001']);
    const [first, second] = sessionsOf(folded, 'infra-001');
    expect(first?.usage.inputTokens).toBe(210);
    expect(second?.usage.inputTokens).toBe(7);
    expect(second?.startedAt).toBe(at(4_990));
    expect(second?.run?.sessionId).toBe(OTHER);
  });
});

const TWO: Record<string, { events: TelemetryEvent[]; shown: string[] }> = {
  'a second session was declared in it': {
    events: [
      request(1, { tokens: 10 }),
      declare('infra-001', { second: 5 }),
      declare('audit-003', { second: 6 }),
      request(9, { tokens: 200 }),
      request(2, { tokens: 3_000 }),
    ],
    shown: [RUN, 'infra-001', 'audit-003'],
  },
  'a subagent declared another': {
    events: [
      request(1, { tokens: 10 }),
      declare('infra-001', { second: 5 }),
      declare('audit-003', { second: 6, run: RUN, agentId: 'a' }),
      request(9, { tokens: 200, run: RUN, agentId: 'a' }),
    ],
    shown: [RUN, 'infra-001', 'audit-003'],
  },
  'only a subagent was declared': {
    events: [
      request(1, { tokens: 10 }),
      declare('audit-003', { second: 6, run: RUN, agentId: 'a' }),
      request(9, { tokens: 200, run: RUN, agentId: 'a' }),
    ],
    shown: [RUN, 'audit-003'],
  },
  'its session works in a second run': {
    events: [
      request(1, { tokens: 10 }),
      declare('infra-001', { second: 5 }),
      request(2, { tokens: 200, run: OTHER }),
      event('usage', 'infra-001', {
        second: 8,
        source: 'mcp',
        parentSessionId: OTHER,
        inputTokens: 5,
      }),
    ],
    shown: [RUN, OTHER, 'infra-001'],
  },
  'the one that calls were made for was never declared': {
    events: [
      request(1, { tokens: 10 }),
      event('usage', 'infra-001', {
        second: 3,
        source: 'mcp',
        parentSessionId: RUN,
        inputTokens: 5,
      }),
      event('task.start', 'infra-001', {
        second: 5,
        source: 'mcp',
        parentSessionId: RUN,
        taskId: 't',
      }),
      request(9, { tokens: 200 }),
    ],
    shown: [RUN, 'infra-001'],
  },
  'it was declared itself': {
    events: [
      request(1, { tokens: 10 }),
      declare('infra-001', { second: 5 }),
      declare(RUN, { second: 6, run: RUN }),
    ],
    shown: [RUN, 'infra-001'],
  },
  'two runs call for each other': {
    events: [
      request(1, { tokens: 10 }),
      request(2, { tokens: 200, run: OTHER }),
      declare(RUN, { second: 5, run: OTHER }),
      declare(OTHER, { second: 6 }),
    ],
    shown: [RUN, OTHER],
  },
};

describe.each(Object.entries(TWO))('a run of which %s', (_, { events, shown }) => {
  it('[FLD1] keeps a session of its own, whichever came first', () => {
    const expected = pictureOf(foldAll(events));
    for (const order of permutations(events)) {
      const folded = foldAll(order);
      expectSame(pictureOf(folded), expected);
      expectExactSums(folded);
    }
    expect(shownIds(events)).toEqual(shown);
    expect(sessionOf(foldAll(events), RUN).usage.inputTokens % 100).toBe(10);
  });
});

describe('a hook that does not know the device of a call’s session', () => {
  it('[FLD1] names a session that nobody else knows, which changes nothing', () => {
    const events = [
      request(1, { tokens: 10 }),
      event('session.start', 'infra-001', {
        second: 5,
        source: 'mcp',
        parentSessionId: RUN,
        device: 'laptop',
      }),
      event('session.context', 'infra-001', {
        second: 5,
        source: 'hook',
        parentSessionId: RUN,
        contextTokens: 9,
      }),
    ];
    const expected = pictureOf(foldAll(events));
    for (const order of permutations(events)) expectSame(pictureOf(foldAll(order)), expected);
    expect(shownIds(events)).toEqual(['infra-001']);
    // Once it is known, it is a second one.
    const known = [...events, event('prompt', 'infra-001', { second: 9, source: 'hook' })];
    for (const order of permutations(known)) {
      expectSame(pictureOf(foldAll(order)), pictureOf(foldAll(known)));
    }
    expect(shownIds(known)).toEqual([RUN, 'infra-001']);
  });
});

describe('a link that was reported as a subagent’s', () => {
  it('[FLD1] gives the run its session back', () => {
    const events = [
      request(1, { tokens: 10 }),
      event('session.start', 'infra-001', {
        second: 5,
        source: 'mcp',
        parentSessionId: RUN,
        toolUseId: 'u',
      }),
      event('session.start', 'infra-001', {
        second: 5,
        source: 'hook',
        parentSessionId: RUN,
        toolUseId: 'u',
        agentId: 'a',
      }),
    ];
    const expected = pictureOf(foldAll(events));
    for (const order of permutations(events)) expectSame(pictureOf(foldAll(order)), expected);
    expect(shownIds(events.slice(0, 2))).toEqual(['infra-001']);
    expect(shownIds(events)).toEqual([RUN, 'infra-001']);
  });
});
