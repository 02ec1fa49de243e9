import { describe, expect, it } from 'vitest';
import { event } from '../testing/events.fixture.ts';
import { sessionOf, sessionsOf } from '../testing/look.fixture.ts';
import { foldAll } from '../testing/picture.fixture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const reported = { source: 'mcp', parentSessionId: RUN } as const;

const request = (second: number, tokens: number, agentId?: string) =>
  event('usage', RUN, {
    second,
    source: 'otlp',
    requestId: `r${String(tokens)}`,
    inputTokens: tokens,
    ...(agentId === undefined ? {} : { agentId }),
  });
const spawn = (second: number, agentId: string, parentAgentId?: string) =>
  event('subagent.start', RUN, {
    second,
    source: 'hook',
    agentId,
    ...(parentAgentId === undefined ? {} : { parentAgentId }),
  });
const declare = (
  sessionId: string,
  {
    second,
    agentId,
    id,
  }: { second: number; agentId?: string | undefined; id?: string | undefined },
) =>
  event('session.start', sessionId, {
    second,
    ...reported,
    ...(agentId === undefined ? {} : { agentId }),
    ...(id === undefined ? {} : { id }),
  });
const end = (sessionId: string, second: number) =>
  event('session.end', sessionId, { second, source: 'mcp' });

describe('[WHO5] the owner of a request', () => {
  it('is the run itself while nobody said whom it works for', () => {
    const folded = foldAll([
      request(1, 10),
      declare('infra-001', { second: 5 }),
      declare('audit-003', { second: 6 }),
    ]);
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(10);
    expect(sessionOf(folded, 'infra-001').usage.inputTokens).toBe(0);
  });

  it('is the session of the latest link at or before it', () => {
    const folded = foldAll([
      declare('infra-001', { second: 5 }),
      request(5, 10),
      declare('audit-003', { second: 8 }),
      request(9, 200),
    ]);
    expect(sessionOf(folded, 'infra-001').usage.inputTokens).toBe(10);
    expect(sessionOf(folded, 'audit-003').usage.inputTokens).toBe(200);
  });

  it('[FLD1] is who its spawner worked for, where only its records name that one', () => {
    const nested = event('usage', RUN, {
      second: 9,
      source: 'otlp',
      requestId: 'nested',
      inputTokens: 7,
      agentId: 'b',
      parentAgentId: 'a',
    });
    const events = [
      declare('infra-001', { second: 1 }),
      declare('audit-003', { second: 5, agentId: 'a' }),
      nested,
    ];
    for (const order of [events, [...events].reverse()]) {
      expect(sessionOf(foldAll(order), 'audit-003').usage.inputTokens).toBe(7);
    }
    const started = [...events, spawn(2, 'b')];
    for (const order of [started, [...started].reverse()]) {
      expect(sessionOf(foldAll(order), 'infra-001').usage.inputTokens).toBe(7);
    }
  });

  it('falls back to the session before when the latest one has ended', () => {
    const folded = foldAll([
      declare('infra-001', { second: 1 }),
      declare('audit-003', { second: 2 }),
      request(3, 10),
      end('audit-003', 4),
      request(5, 200),
      end('infra-001', 6),
      request(7, 3_000),
    ]);
    expect(sessionOf(folded, 'audit-003').usage.inputTokens).toBe(10);
    expect(sessionOf(folded, 'infra-001').usage.inputTokens).toBe(200);
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(3_000);
  });

  it('of a subagent is who its spawner worked for when it spawned it', () => {
    const folded = foldAll([
      declare('infra-001', { second: 1 }),
      spawn(2, 'a'),
      declare('audit-003', { second: 3 }),
      request(4, 10, 'a'),
      spawn(5, 'b', 'a'),
      request(6, 200, 'b'),
    ]);
    expect(sessionOf(folded, 'infra-001').usage.inputTokens).toBe(210);
    expect(sessionOf(folded, 'audit-003').usage.inputTokens).toBe(0);
  });

  it('of a subagent is its own session once it declared one', () => {
    const folded = foldAll([
      declare('infra-001', { second: 1 }),
      spawn(2, 'a'),
      request(3, 10, 'a'),
      declare('audit-003', { second: 4, agentId: 'a' }),
      request(5, 200, 'a'),
      request(5, 3_000),
    ]);
    expect(sessionOf(folded, 'audit-003').usage.inputTokens).toBe(200);
    expect(sessionOf(folded, 'infra-001').usage.inputTokens).toBe(3_010);
  });

  it('of a subagent that acted before it is said to be spawned is its spawner’s at that time', () => {
    const declared = [declare('infra-001', { second: 3 }), declare('audit-003', { second: 4 })];
    const folded = foldAll([spawn(5, 'a'), ...declared, request(2, 10, 'a')]);
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(10);
  });

  it('of two links of one moment is that of the smaller id', () => {
    const one = declare('infra-001', { second: 5 });
    const other = declare('audit-003', { second: 5 });
    const owners = [
      [one, other],
      [other, one],
    ].map((assignments) => {
      const folded = foldAll([...assignments, request(6, 10)]);
      return sessionOf(folded, 'infra-001').usage.inputTokens;
    });
    expect(owners[0]).toBe(owners[1]);
  });

  it('survives a circle of spawns', () => {
    const folded = foldAll([spawn(1, 'a', 'b'), spawn(1, 'b', 'a'), request(2, 10, 'a')]);
    expect(sessionOf(folded, RUN).usage.inputTokens).toBe(10);
  });

  it('has the run’s signs of life', () => {
    const folded = foldAll([
      declare('audit-003', { second: 1 }),
      declare('infra-001', { second: 2 }),
      event('tool.call', RUN, { second: 9, source: 'hook', toolUseId: 't', state: 'started' }),
    ]);
    const session = sessionOf(folded, 'infra-001');
    expect(session.openTools).toHaveLength(1);
    expect(session.lastAt).toBe(sessionOf(folded, RUN).lastAt);
  });

  it('is not shown for a run that is only known by another’s word', () => {
    expect(sessionsOf(foldAll([declare('infra-001', { second: 1 })]), RUN)).toEqual([]);
  });
});
