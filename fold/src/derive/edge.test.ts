import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event } from '../testing/events.fixture.ts';
import { identityOf } from '../sessions/identity.ts';
import { findAttempt } from '../state.ts';
import { factsIn, foldAll } from '../testing/picture.fixture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const reported = { source: 'mcp', parentSessionId: RUN } as const;

const lead = event('session.start', RUN, { second: 0, source: 'hook', agentName: 'lead' });
const spawn = (second: number, agentId: string, fields: { parentAgentId?: string } = {}) =>
  event('subagent.start', RUN, {
    second,
    source: 'hook',
    agentId,
    agentType: 'Explore',
    ...fields,
  });
const declare = (sessionId: string, second: number, agentId?: string) =>
  event('session.start', sessionId, {
    second,
    ...reported,
    agentName: `agent of ${sessionId}`,
    ...(agentId === undefined ? {} : { agentId }),
  });

/** From whom, to whom and how, in every order of the events alike. */
function edgesOf(events: TelemetryEvent[]): string[] {
  const [first, ...others] = [events, [...events].reverse()].map((order) => {
    const folded = foldAll(order);
    const { state } = folded;
    return factsIn(folded)
      .flatMap(({ contribution }) => {
        if (contribution?.edge == null) return [];
        const { kind, toSession, toSessionId, toAgent } = contribution.edge;
        const to = (state.sessions.get(toSession)?.sessionId ?? toSessionId) || toAgent;
        const from = findAttempt(state, contribution.owner);
        const agent = from === null ? '' : identityOf(from.session, from.attempt).agentName;
        return [`${agent} -${kind}-> ${to}`];
      })
      .sort();
  });
  for (const other of others) expect(other).toEqual(first);
  return first ?? [];
}

describe('[FLD1] what passes from one agent to another', () => {
  it('a handover leads to the session or the agent that it names', () => {
    const hand = (second: number, to: { toSessionId?: string; toAgentName?: string }) =>
      event('handover', 'infra-001', { second, source: 'mcp', ...to });
    const start = event('session.start', 'infra-001', {
      second: 0,
      source: 'mcp',
      agentName: 'infra',
    });
    expect(
      edgesOf([start, hand(1, { toSessionId: 'audit-003' }), hand(2, { toAgentName: 'writer' })]),
    ).toEqual(['infra -handover-> audit-003', 'infra -handover-> writer']);
  });

  it('a message comes from the session that its subagent works for', () => {
    const message = event('message', RUN, {
      second: 9,
      source: 'hook',
      agentId: 'a',
      toAgentName: 'lead',
    });
    expect(edgesOf([lead, spawn(1, 'a'), declare('audit-003', 5, 'a'), message])).toContain(
      'agent of audit-003 -message-> lead',
    );
  });

  it('a subagent is spawned by who its spawner worked for', () => {
    expect(edgesOf([lead, spawn(1, 'a'), spawn(2, 'b', { parentAgentId: 'a' })])).toEqual([
      'lead -spawn-> Explore',
      'lead -spawn-> Explore',
    ]);
    const inner = [
      lead,
      spawn(1, 'a'),
      declare('audit-003', 5, 'a'),
      spawn(9, 'b', { parentAgentId: 'a' }),
    ];
    expect(edgesOf(inner)).toContain('agent of audit-003 -spawn-> Explore');
  });

  it('a subagent that declares itself is the agent it says, and its type no more', () => {
    expect(edgesOf([lead, spawn(1, 'a'), declare('audit-003', 5, 'a')])).toEqual([
      'lead -spawn-> audit-003',
    ]);
  });

  it('a run that declares several sessions leads them; one that declares one is that one', () => {
    expect(edgesOf([lead, declare('infra-001', 1)])).toEqual([]);
    expect(edgesOf([lead, declare('infra-001', 1), declare('audit-003', 2)])).toEqual([
      'lead -spawn-> audit-003',
      'lead -spawn-> infra-001',
    ]);
  });
});
