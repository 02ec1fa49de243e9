import { describe, expect, it } from 'vitest';
import type { SpanOf, TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event } from '../testing/events.fixture.ts';
import { sessionOf, sessionsOf } from '../testing/look.fixture.ts';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { foldAll, type Folded } from '../testing/picture.fixture.ts';
import { totalsView } from '../views/totals-view.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const OTHER = 'b'.repeat(32);

type Reported = {
  id: string;
  tokens: readonly [input: number, output: number];
  parents?: readonly string[];
  role?: SpanOf['role'];
  isRelayed?: true;
  requestId?: string;
  session?: string;
  agent?: string;
  model?: string;
  trace?: string;
};

let second = 0;

function reported({
  id,
  tokens,
  parents = [],
  role = 'call',
  session,
  trace = TRACE,
  ...more
}: Reported) {
  const [inputTokens, outputTokens] = tokens;
  const { isRelayed, requestId = `span ${trace} ${id}`, agent = 'planner', model = 'gpt-5' } = more;
  const span = { trace, id, parents: [...parents], role, ...(isRelayed ? { isRelayed } : {}) };
  return event('usage', session ?? trace, {
    second: ++second % 50,
    source: 'otlp',
    agentName: agent,
    model,
    inputTokens,
    outputTokens,
    requestId,
    span,
  });
}

const lies = (
  pairs: [string, string][],
  { sessionId = TRACE, tools }: { sessionId?: string; tools?: string[] } = {},
): TelemetryEvent =>
  event('trace', sessionId, {
    second: ++second % 50,
    source: 'otlp',
    trace: TRACE,
    spans: pairs,
    tools,
  });

const usedIn = (folded: Folded) => {
  const { requests, inputTokens, outputTokens } = totalsView(folded.state).all.usage;
  return [requests, inputTokens, outputTokens];
};

const used = (...events: TelemetryEvent[]) => usedIn(foldInAnyOrder(events));

const FIRST = { id: 'first', tokens: [56, 5] } as const;
const SECOND = { id: 'second', tokens: [57, 6] } as const;
const within = (reported: Reported, ...parents: string[]): Reported => ({ ...reported, parents });

describe('[USE2] [FLD1] a span around several calls, in any order of arrival,', () => {
  const agent = { id: 'agent', tokens: [113, 11] } as const;
  const calls = [reported(within(FIRST, 'agent')), reported(within(SECOND, 'agent'))];

  it('counts nothing where it is one, or says nothing, or says it is a call', () => {
    expect(used(...calls, reported({ ...agent, role: 'around' }))).toEqual([2, 113, 11]);
    expect(used(...calls, reported({ ...agent, role: 'call' }))).toEqual([2, 113, 11]);
  });

  it('counts nothing where it has the tokens, or the id, of its last call', () => {
    const last = { id: 'agent', tokens: SECOND.tokens, requestId: 'resp 57/6' } as const;
    const call = reported({ ...within(SECOND, 'agent'), requestId: 'resp 57/6' });
    expect(used(reported(within(FIRST, 'agent')), call, reported(last))).toEqual([2, 113, 11]);
  });

  it('counts once where nothing lies in it', () => {
    expect(used(reported({ ...agent, role: 'around' }))).toEqual([1, 113, 11]);
  });

  it('is reported by a sender that does not report what lies between', () => {
    const between = lies([
      ['step', 'loop'],
      ['loop', 'agent'],
    ]);
    const deep = [reported(within(FIRST, 'step')), reported(within(SECOND, 'loop'))];
    expect(used(...deep, between, reported({ ...agent, role: 'around' }))).toEqual([2, 113, 11]);
    const unlike = { ...agent, tokens: [200, 11] } as const;
    expect(used(...deep, reported({ ...unlike, role: 'around' }))).toEqual([3, 313, 22]);
  });

  it('counts nothing where spans between are never reported, and its tokens are those of the calls', () => {
    const deep = [reported(within(FIRST, 'lost 1')), reported(within(SECOND, 'lost 2'))];
    expect(used(...deep, reported({ ...agent, role: 'around' }))).toEqual([2, 113, 11]);
    const inside = { ...agent, parents: ['root'], role: 'around' } as const;
    expect(used(...deep, reported(inside))).toEqual([2, 113, 11]);
    // Beside it, and known to be: not what it sums up.
    const beside = [reported(within(FIRST, 'root')), reported(within(SECOND, 'root'))];
    expect(used(...beside, reported(inside))).toEqual([3, 226, 22]);
  });

  it('is reported by a log record too, of its own session or another', () => {
    const log = {
      id: 'log 1',
      tokens: [113, 11],
      parents: ['agent'],
      role: 'around',
      requestId: `span ${TRACE} agent`,
    } as const;
    expect(used(...calls, reported(log))).toEqual([2, 113, 11]);
    expect(used(...calls, reported({ ...agent, role: 'around' }), reported(log))).toEqual([
      2, 113, 11,
    ]);
    expect(used(reported(log))).toEqual([1, 113, 11]);
  });

  it('counts nothing through spans around spans', () => {
    const chain = reported({ id: 'chain', tokens: [113, 11], parents: ['agent'], role: 'around' });
    const inChain = [reported(within(FIRST, 'chain')), reported(within(SECOND, 'chain'))];
    expect(used(...inChain, chain, reported({ ...agent, role: 'around' }))).toEqual([2, 113, 11]);
  });

  it('lies beside its calls, in the span around all, where its sender puts it there', () => {
    const sum = { id: 'log sum', tokens: [113, 11], parents: ['run'], role: 'around' } as const;
    const beside = [reported(within(FIRST, 'run')), reported(within(SECOND, 'step', 'run'))];
    expect(used(...beside, reported(sum))).toEqual([2, 113, 11]);
    expect(used(reported(sum))).toEqual([1, 113, 11]);
  });

  it('of another trace repeats nothing', () => {
    expect(used(...calls, reported({ ...agent, trace: OTHER, role: 'around' }))).toEqual([
      3, 226, 22,
    ]);
  });
});

describe('[USE2] a call that lies in another one', () => {
  const outer = { id: 'outer', tokens: [100, 10] } as const;

  it('is the same where two libraries tell it', () => {
    const inner = reported({ id: 'inner', tokens: [100, 10], parents: ['outer'] });
    expect(used(reported(outer), inner)).toEqual([1, 100, 10]);
  });

  it('is the same where its log record names the conversation, and the span does not', () => {
    const log = { id: 'log 1', tokens: [100, 10], parents: ['outer'], session: 'chat-1' } as const;
    const requestId = `span ${TRACE} outer`;
    expect(used(reported(outer), reported({ ...log, requestId }))).toEqual([1, 100, 10]);
  });

  it('is another one where a tool of it asks for a small part of that', () => {
    const inner = reported({ id: 'inner', tokens: [10, 1], parents: ['tool', 'outer'] });
    const tool = lies([['tool', 'outer']], { tools: ['tool'] });
    expect(used(reported(outer), inner, tool)).toEqual([2, 110, 11]);
  });

  it('is another one where a model of another name guards it', () => {
    const guard = {
      id: 'guard',
      tokens: [10, 1],
      parents: ['outer'],
      model: 'gpt-5-nano',
    } as const;
    expect(used(reported(outer), reported(guard))).toEqual([2, 110, 11]);
  });

  it('is a part of it while the other parts are not known', () => {
    const part = { id: 'part', tokens: [10, 1], model: 'openai/gpt-5-2025-08-07' } as const;
    expect(used(reported(outer), reported({ ...part, parents: ['outer'] }))).toEqual([1, 10, 1]);
    expect(used(reported(outer), reported({ ...part, parents: ['step', 'outer'] }))).toEqual([
      1, 10, 1,
    ]);
  });

  it('is no part of the calls that lie in the other one too', () => {
    const parts = [within(FIRST, 'agent'), within(SECOND, 'agent')].map(reported);
    const agent = reported({ id: 'agent', tokens: [113, 11] });
    const inTool = reported({ id: 'inner', tokens: [500, 1], parents: ['tool', 'agent'] });
    const tool = lies([['tool', 'agent']], { tools: ['tool'] });
    expect(used(...parts, agent, inTool, tool)).toEqual([3, 613, 12]);
  });

  it('is another one where it used more than that, or embeds', () => {
    const inner = reported({ id: 'inner', tokens: [700, 1], parents: ['outer'] });
    expect(used(reported(outer), inner)).toEqual([2, 800, 11]);
    const embeds = reported({
      id: 'embeds',
      tokens: [8, 0],
      parents: ['outer'],
      role: 'embedding',
    });
    expect(used(reported(outer), embeds)).toEqual([2, 108, 10]);
  });

  it('ends no search where spans lie in each other', () => {
    const circle = [
      reported({ id: 'a', tokens: [1, 1], parents: ['b'] }),
      reported({ id: 'b', tokens: [2, 2], parents: ['a'] }),
    ];
    expect(usedIn(foldAll(circle))[0]).toBeLessThan(3);
  });
});

describe('[USE2] what a gateway or the provider tells of a request', () => {
  const made = reported({ id: 'app', tokens: [100, 10], session: 'chat-1', agent: 'shop' });
  const relayed = (id: string, parents: string[], tokens: Reported['tokens'] = [100, 10]) =>
    reported({ id, tokens, parents, isRelayed: true, agent: 'claude-platform' });

  it('counts nothing beneath the call of who made it, which keeps it', () => {
    const runs = [
      relayed('run 1', ['api', 'app'], [60, 6]),
      relayed('run 2', ['api', 'app'], [40, 4]),
    ];
    const folded = foldInAnyOrder([made, relayed('api', ['app']), ...runs]);
    expect(usedIn(folded)).toEqual([1, 100, 10]);
    expect(sessionOf(folded, 'chat-1')).toMatchObject({
      agentName: 'shop',
      usage: { requests: 1, inputTokens: 100 },
    });
  });

  it('counts once where the spans between are lost, for each call of its tokens', () => {
    expect(used(made, relayed('api', ['lost']))).toEqual([1, 100, 10]);
    expect(used(made, relayed('api 1', ['lost 1']), relayed('api 2', ['lost 2']))).toEqual([
      2, 200, 20,
    ]);
    expect(used(made, relayed('api', ['lost'], [101, 10]))).toEqual([2, 201, 20]);
  });

  it('counts once though its runs do not say what they are', () => {
    const run = (id: string, tokens: Reported['tokens']) =>
      reported({ id, tokens, parents: ['api'], isRelayed: true, role: 'around' });
    expect(used(relayed('api', []), run('run 1', [60, 6]), run('run 2', [40, 4]))).toEqual([
      1, 100, 10,
    ]);
  });

  it('counts once where nobody else tells it', () => {
    const runs = [relayed('run 1', ['api'], [60, 6]), relayed('run 2', ['api'], [40, 4])];
    expect(used(relayed('api', []), ...runs)).toEqual([1, 100, 10]);
  });

  it('is of the session that made it, where its id is known there', () => {
    const own = event('usage', '99999999-1111-4111-8111-111111111111', {
      second: 9,
      source: 'otlp',
      requestId: 'req_011CX',
      model: 'gpt-5',
      inputTokens: 100,
      outputTokens: 10,
    });
    const api = reported({
      id: 'api',
      tokens: [100, 10],
      isRelayed: true,
      requestId: 'req_011CX',
      session: '00000000-1111-4111-8111-111111111111',
    });
    const folded = foldInAnyOrder([own, api]);
    expect(usedIn(folded)).toEqual([1, 100, 10]);
    expect(sessionOf(folded, own.sessionId).usage.requests).toBe(1);
  });
});

describe('a trace that names its conversation late', () => {
  const call = reported({ id: 'call', tokens: [56, 5], parents: ['agent'] });
  const tool = event('tool.call', TRACE, {
    second: 3,
    source: 'otlp',
    toolUseId: 'call_1',
    toolName: 'search',
    state: 'succeeded',
    agentName: 'planner',
  });
  const named = reported({
    id: 'agent',
    tokens: [56, 5],
    role: 'around',
    session: 'conversation',
  });

  it('[FLD1] is one session with what came before, in any order', () => {
    const folded = foldInAnyOrder([call, tool, named]);
    expect(usedIn(folded)).toEqual([1, 56, 5]);
    expect(sessionsOf(folded, TRACE)).toEqual([]);
    expect(sessionOf(folded, 'conversation')).toMatchObject({
      toolCalls: 1,
      usage: { requests: 1, inputTokens: 56, outputTokens: 5 },
    });
    expect(folded.state.totals.sessions).toBe(1);
  });

  it('is reported by a span without usage too', () => {
    const folded = foldInAnyOrder([call, lies([], { sessionId: 'conversation' }), named]);
    expect(sessionsOf(folded, TRACE)).toEqual([]);
  });

  it('stays a session of its own where it names several', () => {
    const second = reported({ id: 'other', tokens: [1, 1], session: 'another' });
    const folded = foldInAnyOrder([call, named, second]);
    expect(sessionOf(folded, TRACE).usage.requests).toBe(1);
    expect(usedIn(folded)).toEqual([2, 57, 6]);
  });

  it('keeps two traces of one conversation in that one session', () => {
    const second = [
      reported({ id: 'call', tokens: [57, 6], parents: ['agent'], trace: OTHER }),
      reported({
        id: 'agent',
        tokens: [57, 6],
        role: 'around',
        session: 'conversation',
        trace: OTHER,
      }),
    ];
    const folded = foldAll([call, named, ...second]);
    expect(sessionOf(folded, 'conversation').usage).toMatchObject({
      requests: 2,
      inputTokens: 113,
    });
    expect(sessionsOf(folded, OTHER)).toEqual([]);
  });
});
