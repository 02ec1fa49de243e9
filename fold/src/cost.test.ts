import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event';
import { TIME } from '@claude-monitor/protocol/limits';
import { event } from './testing/events.ts';
import { foldOne, startFolding } from './testing/picture.ts';

const RUN = '11111111-1111-4111-8111-111111111111';
const otlp = { source: 'otlp' } as const;
const name = (word: string, index: number) => `${word} ${String(index)}`;
const uuid = (index: number) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
const usage = (second: number, session: string, said: object = {}) =>
  event('usage', session, second, {
    ...otlp,
    requestId: name('r', second),
    inputTokens: 5,
    ...said,
  });

/** What comes first, once for each index; what the last ones cost is looked at. */
type Shape = (index: number) => TelemetryEvent[];

const SHAPES: Record<string, Shape> = {
  'two agents that share a session id': (index) => [
    usage(index, 'shared', { agentName: index % 2 === 0 ? 'one' : 'two' }),
  ],
  'a session that is of another project each time': (index) => [
    event('prompt', 'roaming', index, { source: 'hook', project: name('p', index) }),
    usage(index, 'roaming'),
  ],
  'one session that is busy in one hour': (index) => [
    event('tool.call', RUN, index % 3_000, {
      ...otlp,
      toolUseId: name('t', index),
      state: 'succeeded',
      duration: 4,
    }),
  ],
  'errors of one prompt in one session': (index) => [
    event('error', RUN, index, { ...otlp, promptId: 'p', errorType: name('e', index % 7) }),
  ],
  'one request id in many sessions': (index) => [usage(1, uuid(index), { requestId: 'same' })],
  'one request id in sessions that each hold it better than the last': (index) => [
    usage(1, uuid(1_000_000 - index), { requestId: 'same' }),
  ],
  'sessions that name each other as parents': (index) => [
    event('session.start', uuid(index + 1), index, {
      source: 'mcp',
      parentSessionId: uuid(index),
    }),
    usage(index, uuid(index + 1)),
  ],
  'sessions of one orchestrator, each by a subagent of its own': (index) => [
    event('session.start', name('worker', index), index, {
      source: 'mcp',
      parentSessionId: RUN,
      agentId: name('a', index),
    }),
    usage(index, RUN, { agentId: name('a', index) }),
    event('session.end', name('worker', index), index, { source: 'mcp' }),
  ],
  'subagents that spawn the next one': (index) => [
    event('instance.start', RUN, index, {
      source: 'hook',
      agentId: name('a', index + 1),
      agentType: 'worker',
      parentAgentId: name('a', index),
    }),
    usage(index, RUN, { agentId: name('a', index + 1) }),
  ],
  'declarations of one session, each after its end': (index) => [
    event('session.start', 'again', 2 * index, { source: 'mcp', agentName: name('a', index) }),
    event('session.end', 'again', 2 * index + 1, { source: 'mcp' }),
  ],
  'a session that lives for years, an hour at a time': (index) => [
    usage((index * TIME.hourMs) / 1_000, RUN),
    event('session.state', RUN, (index * TIME.hourMs) / 1_000, {
      source: 'hook',
      state: 'working',
    }),
  ],
};

const PROBES = 60;
const FEW = 600;

/** Records that each of the last events asked for or changed, after so many rounds. */
function costAfter(rounds: number, shape: Shape): number {
  const folded = startFolding();
  for (let index = 0; index < rounds; index++) {
    for (const each of shape(index)) foldOne(folded, each);
  }
  const before = folded.records.reads();
  let events = 0;
  for (let index = rounds; index < rounds + PROBES; index++) {
    for (const each of shape(index)) {
      foldOne(folded, each);
      events++;
    }
  }
  return (folded.records.reads() - before) / events;
}

describe('[HUB8] an event costs the same, however many came before, of', () => {
  it.each(Object.entries(SHAPES))('%s', (_, shape) => {
    const [few, many] = [costAfter(FEW, shape), costAfter(4 * FEW, shape)];
    expect({ few, ratio: many / few }).toEqual({ few, ratio: Math.min(many / few, 1.3) });
  });
});
