import { describe, expect, it } from 'vitest';
import { subagentOf } from '../sessions/subagents.ts';
import { findAttempt } from '../state.ts';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event } from '../testing/events.fixture.ts';
import { sessionOf, sessionsOf } from '../testing/look.fixture.ts';
import {
  type Folded,
  sessionIds,
  expectSame,
  factsIn,
  foldAll,
  pictureOf,
} from '../testing/picture.fixture.ts';

const RUN = '0181a54a-410a-4d92-8fe6-3639da9b6baa';
const hook = { source: 'hook' } as const;

function foldInAnyOrder(events: TelemetryEvent[]): Folded {
  const folded = foldAll(events);
  for (const order of ordersOf(events)) expectSame(pictureOf(foldAll(order)), pictureOf(folded));
  return folded;
}

function ordersOf<Item>(items: Item[]): Item[][] {
  if (items.length < 2) return [items];
  return items.flatMap((item) =>
    ordersOf(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

const call = (second: number, state: 'started' | 'succeeded' | 'failed' | 'denied', more = {}) =>
  event('tool.call', RUN, { second, ...hook, toolUseId: 't1', toolName: 'Bash', state, ...more });

describe('a wait', () => {
  const asks = event('session.state', RUN, {
    second: 2,
    ...hook,
    state: 'waiting',
    reason: 'Asks for Bash',
  });
  const reminder = event('session.state', RUN, { second: 8, ...hook, state: 'waiting' });

  it('[FLD1] keeps its reason and its time when a reminder gives none', () => {
    const { turn } = sessionOf(foldInAnyOrder([call(1, 'started'), asks, reminder]), RUN);
    expect(turn).toMatchObject({ state: 'waiting', at: asks.time, reason: 'Asks for Bash' });
  });

  it('[FLD1] is known by the reminder alone', () => {
    const { turn } = sessionOf(foldInAnyOrder([call(1, 'started'), reminder]), RUN);
    expect(turn).toMatchObject({ state: 'waiting', at: reminder.time, reason: null });
  });

  it('[FLD1] that was over stays over when the reminder came before the answer', () => {
    const events = [asks, reminder, call(9, 'succeeded', { duration: 5 })];
    expect(sessionOf(foldInAnyOrder(events), RUN).turn?.state).toBe('working');
  });
});

describe('a tool call', () => {
  const outcomeOf = (events: TelemetryEvent[]) =>
    factsIn(foldInAnyOrder(events)).find((fact) => fact.kind === 'tool')?.fields.outcome;

  it('[FLD1] that failed did not succeed because its batch came to an end', () => {
    expect(outcomeOf([call(2, 'failed', { duration: 13 }), call(3, 'succeeded')])).toBe('failed');
    expect(outcomeOf([call(2, 'denied'), call(3, 'succeeded')])).toBe('denied');
  });

  it('[FLD1] of a subagent is over when the subagent is', () => {
    const mine = call(1, 'started', { agentId: 'a1' });
    const open = [mine, event('session.state', RUN, { second: 2, ...hook, state: 'turn_over' })];
    expect(sessionOf(foldInAnyOrder(open), RUN).openTools).toHaveLength(1);
    const ended = [...open, event('subagent.end', RUN, { second: 3, ...hook, agentId: 'a1' })];
    expect(sessionOf(foldInAnyOrder(ended), RUN).openTools).toEqual([]);
    const left = [...open, event('session.end', RUN, { second: 3, ...hook })];
    expect(sessionOf(foldInAnyOrder(left), RUN).openTools).toEqual([]);
  });
});

describe('a link that a hook tells', () => {
  const assignment = event('session.context', 'auditor', {
    second: 2,
    ...hook,
    parentSessionId: RUN,
    toolUseId: 't1',
  });
  const request = event('usage', RUN, {
    second: 3,
    source: 'otlp',
    requestId: 'r1',
    inputTokens: 40,
  });

  it('[FLD1] gives the requests after it to the session it names', () => {
    const start = event('session.start', 'auditor', {
      second: 1,
      source: 'mcp',
      agentName: 'auditor',
    });
    const folded = foldInAnyOrder([start, assignment, request]);
    expect(sessionOf(folded, 'auditor').usage.inputTokens).toBe(40);
  });

  it('[FLD1] makes no session of its own and takes nothing from its run', () => {
    const folded = foldInAnyOrder([assignment, request]);
    expect(sessionsOf(folded, 'auditor')).toEqual([]);
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(40);
  });
});

describe('a spawn', () => {
  it('[FLD1] has the parent that its call names, whatever its own start says', () => {
    const events = [
      event('subagent.start', RUN, { second: 2, ...hook, agentId: 'child', agentType: 'Explore' }),
      event('subagent.start', RUN, {
        second: 1,
        ...hook,
        agentId: 'child',
        parentAgentId: 'a1',
        toolUseId: 't1',
      }),
    ];
    const folded = foldInAnyOrder(events);
    const session = findAttempt(folded.state, sessionIds(folded)[0] ?? '')?.session;
    const child = session === undefined ? undefined : subagentOf(folded.state, session, 'child');
    expect(child?.spawn?.value.parent).toBe('a1');
  });
});
