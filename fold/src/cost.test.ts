import { describe } from 'vitest';
import { TIME } from '@claude-monitor/protocol/limits';
import { numbered as name, testCosts, type Shape } from './testing/cost.fixture.ts';
import { event } from './testing/events.fixture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const otlp = { source: 'otlp' } as const;
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const usage = (second: number, session: string, fields: object = {}) =>
  event('usage', session, {
    second,
    ...otlp,
    requestId: name('r', second),
    inputTokens: 5,
    ...fields,
  });

const SHAPES: Record<string, Shape> = {
  'two agents that share a session id': (index) => [
    usage(index, 'shared', { agentName: index % 2 === 0 ? 'one' : 'two' }),
  ],
  'a session that is of another project each time': (index) => [
    event('prompt', 'roaming', { second: index, source: 'hook', project: name('p', index) }),
    usage(index, 'roaming'),
  ],
  'one session that is busy in one hour': (index) => [
    event('tool.call', RUN, {
      second: index % 3_000,
      ...otlp,
      toolUseId: name('t', index),
      state: 'succeeded',
      duration: 4,
    }),
  ],
  'errors of one prompt in one session': (index) => [
    event('error', RUN, { second: index, ...otlp, promptId: 'p', errorType: name('e', index % 7) }),
  ],
  'one request id in many sessions': (index) => [usage(1, uuid(index), { requestId: 'same' })],
  'one request id in sessions that each hold it better than the last': (index) => [
    usage(1, uuid(1_000_000 - index), { requestId: 'same' }),
  ],
  'sessions that name each other as parents': (index) => [
    event('session.start', uuid(index + 1), {
      second: index,
      source: 'mcp',
      parentSessionId: uuid(index),
    }),
    usage(index, uuid(index + 1)),
  ],
  'sessions of one orchestrator, each by a subagent of its own': (index) => [
    event('session.start', name('worker', index), {
      second: index,
      source: 'mcp',
      parentSessionId: RUN,
      agentId: name('a', index),
    }),
    usage(index, RUN, { agentId: name('a', index) }),
    event('session.end', name('worker', index), { second: index, source: 'mcp' }),
  ],
  'subagents that spawn the next one': (index) => [
    event('subagent.start', RUN, {
      second: index,
      source: 'hook',
      agentId: name('a', index + 1),
      agentType: 'worker',
      parentAgentId: name('a', index),
    }),
    usage(index, RUN, { agentId: name('a', index + 1) }),
  ],
  'declarations of one session, each after its end': (index) => [
    event('session.start', 'again', {
      second: 2 * index,
      source: 'mcp',
      agentName: name('a', index),
    }),
    event('session.end', 'again', { second: 2 * index + 1, source: 'mcp' }),
  ],
  'a session that lives for years, an hour at a time': (index) => [
    usage((index * TIME.hourMs) / 1_000, RUN),
    event('session.state', RUN, {
      second: (index * TIME.hourMs) / 1_000,
      source: 'hook',
      state: 'working',
    }),
  ],
};

describe('[HUB8] an event costs the same, however many came before, of', () => {
  testCosts(SHAPES, { few: 600, probes: 60 });
});
