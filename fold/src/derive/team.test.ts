import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { sessionKeyOf } from '@claude-monitor/protocol/ids';
import type { Folded } from '../testing/picture.fixture.ts';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { event } from '../testing/events.fixture.ts';
import { factsIn, foldAll, priceOf } from '../testing/picture.fixture.ts';
import { sessionDetail } from '../views/detail/session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const KEY = sessionKeyOf(RUN, '');
const hook = { source: 'hook' } as const;

const start = (agentId: string, second: number, fields: object = {}) =>
  event('subagent.start', RUN, {
    second,
    ...hook,
    agentId,
    agentType: 'general-purpose',
    ...fields,
  });
const named = (agentId: string, second: number, subagentName: string) =>
  start(agentId, second, { subagentName, toolUseId: `call of ${agentId}` });
const end = (agentId: string, second: number) =>
  event('subagent.end', RUN, { second, ...hook, agentId, agentType: 'general-purpose' });
const message = (second: number, fields: Partial<TelemetryEvent> & { length?: number }) =>
  event('message', RUN, { second, ...hook, ...fields });

/** What a client says that does not name its subagents: the type of the one that asked. */
const request = (second: number, fields: object = { subagentType: 'general-purpose' }) =>
  event('usage', RUN, {
    second,
    source: 'otlp',
    model: 'claude-sonnet-4-5',
    requestId: `req_${String(second)}`,
    inputTokens: 10 ** second,
    ...fields,
  });

function edgesOf(folded: Folded): string[] {
  return factsIn(folded)
    .flatMap(({ contribution }) => {
      if (contribution?.edge == null) return [];
      const { kind, fromAgent = 'claude-code', toSession, toAgent, length } = contribution.edge;
      const to = toSession === '' ? toAgent : `session ${toSession === KEY ? 'itself' : toSession}`;
      return [`${fromAgent} -${kind}-> ${to}${length === undefined ? '' : ` ${String(length)}`}`];
    })
    .sort();
}

/** Input tokens by subagent: ten to the power of the second of each request. */
function tokensOf({ state }: Folded): Record<string, number> {
  const subagents = sessionDetail(state, KEY, priceOf)?.subagents ?? [];
  return Object.fromEntries(
    subagents
      .filter(({ own }) => own.inputTokens > 0)
      .map(({ id, own }) => [id ?? 'main', own.inputTokens]),
  );
}

describe('[FLD1] messages of a team, in any order', () => {
  it('go from and to those whom they name, by their names and their lengths', () => {
    const folded = foldInAnyOrder([
      named('a1', 1, 'researcher'),
      start('a2', 1),
      message(2, { agentId: 'a1', toAgentId: 'a2', toAgentName: 'a2', length: 40 }),
      message(3, { toAgentId: 'a1', toAgentName: 'researcher', length: 7 }),
      message(4, { agentId: 'a2', toSessionId: RUN, length: 3 }),
    ]);
    expect(edgesOf(folded)).toEqual([
      'claude-code -message-> researcher 7',
      'claude-code -spawn-> general-purpose',
      'claude-code -spawn-> researcher',
      'general-purpose -message-> session itself 3',
      'researcher -message-> general-purpose 40',
    ]);
  });

  it('go to the session that a teammate says it works for', () => {
    const folded = foldInAnyOrder([
      named('a1', 1, 'auditor'),
      event('session.start', 'audit-003', {
        second: 2,
        source: 'mcp',
        parentSessionId: RUN,
        agentId: 'a1',
        agentName: 'security',
      }),
      message(3, { toAgentId: 'a1', toAgentName: 'auditor', length: 5 }),
      message(4, { agentId: 'a1', toAgentName: 'writer' }),
    ]);
    const session = sessionKeyOf('audit-003', '');
    expect(edgesOf(folded)).toEqual([
      `claude-code -message-> session ${session} 5`,
      'claude-code -message-> writer',
      `claude-code -spawn-> session ${session}`,
    ]);
  });
});

describe('[FLD1] a run of a workflow, in any order', () => {
  const of = { workflow: { id: 'wf_1', name: 'custom' } };
  const events = [
    event('subagent.start', RUN, {
      second: 1,
      ...hook,
      agentId: 'wf_1',
      workflow: { id: 'wf_1', name: 'audit' },
      toolUseId: 'call',
    }),
    start('a1', 2),
    request(3, { agentId: 'a1', ...of }),
    request(4, { agentId: 'a2', ...of }),
    request(5, {}),
  ];

  it('is a group of its members, with what they used below it', () => {
    const folded = foldInAnyOrder(events);
    expect(edgesOf(folded)).toEqual([
      'claude-code -spawn-> workflow audit',
      'workflow audit -spawn-> general-purpose',
    ]);
    const group = sessionDetail(folded.state, KEY, priceOf)?.subagents.find(
      ({ id }) => id === 'wf_1',
    );
    expect(group).toMatchObject({
      kind: 'workflow',
      name: 'audit',
      subtree: { requests: 2, inputTokens: 11_000 },
    });
    expect(folded.state.sessions.get(KEY)?.subagents).toBe(2);
  });

  it('is called "custom" where only telemetry reports it', () => {
    const folded = foldAll(events.slice(2));
    const subagents = sessionDetail(folded.state, KEY, priceOf)?.subagents ?? [];
    expect(subagents.map(({ kind, name }) => [kind, name])).toEqual([
      ['main', null],
      ['workflow', 'custom'],
      ['subagent', null],
      ['subagent', null],
    ]);
  });
});

describe('[FLD1] a request whose client does not name the subagent, in any order', () => {
  it('is that of the one which was at work', () => {
    const folded = foldInAnyOrder([
      start('a1', 1),
      end('a1', 3),
      request(2),
      start('a2', 4),
      request(5),
    ]);
    expect(tokensOf(folded)).toEqual({ a1: 100, a2: 100_000 });
  });

  it('stays open where several of its type were, or none is known', () => {
    const folded = foldInAnyOrder([
      start('a1', 1),
      start('a2', 2),
      request(3),
      request(0),
      request(4, {}),
    ]);
    expect(tokensOf(folded)).toEqual({ main: 10_000, '?general-purpose': 1_001 });
    const unattributed = sessionDetail(folded.state, KEY, priceOf)?.subagents.find(
      ({ kind }) => kind === 'unattributed',
    );
    expect(unattributed).toMatchObject({ agentType: 'general-purpose', parent: null });
  });

  it('is known from the tool call that it asked for', () => {
    const call = { toolUseId: 't1', toolName: 'Bash' };
    const folded = foldInAnyOrder([
      start('a1', 1, { agentType: 'writer' }),
      start('a2', 1, { agentType: 'reviewer' }),
      request(2, { subagentType: 'custom' }),
      event('tool.call', RUN, { second: 3, ...hook, ...call, agentId: 'a2', state: 'succeeded' }),
      event('tool.call', RUN, {
        second: 3,
        source: 'otlp',
        ...call,
        requestId: 'req_2',
        state: 'succeeded',
      }),
    ]);
    expect(tokensOf(folded)).toEqual({ a2: 100 });
  });

  it('knows one that was sent a message after it ended', () => {
    const again = (second: number) => start('a1', second);
    const folded = foldInAnyOrder([start('a1', 1), end('a1', 2), again(4), request(5)]);
    expect(tokensOf(folded)).toEqual({ a1: 100_000 });
    expect(sessionDetail(folded.state, KEY, priceOf)?.subagents[1]?.endedAt).toBeNull();
  });

  it('belongs to the session that the main loop works for while it stays open', () => {
    const folded = foldInAnyOrder([
      event('session.start', 'infra-001', {
        second: 0,
        source: 'mcp',
        parentSessionId: RUN,
        agentName: 'x',
      }),
      start('a1', 1),
      start('a2', 1),
      request(2),
    ]);
    const session = folded.state.sessions.get(sessionKeyOf('infra-001', ''));
    expect(session?.attempts[0]?.figures.usage.inputTokens).toBe(100);
  });
});
