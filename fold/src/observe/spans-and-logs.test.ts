import { describe, expect, it } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol/event/event';
import { event } from '../testing/events.fixture.ts';
import { foldInAnyOrder } from '../testing/any-order.fixture.ts';
import { priceOf, type Folded } from '../testing/picture.fixture.ts';
import { sessionOf } from '../testing/look.fixture.ts';
import { sessionDetail } from '../views/detail/session-detail.ts';

const RUN = '11111111-1111-4111-8111-111111111111';

const tokens = {
  source: 'otlp',
  model: 'claude-sonnet-4-5',
  inputTokens: 100,
  outputTokens: 10,
  cacheCreationTokens: 40,
} as const;

/** What Claude Code says of a request in a log record, and in a span. */
const log = (fields: object = {}): TelemetryEvent =>
  event('usage', RUN, {
    second: 10,
    ...tokens,
    requestId: 'req_a',
    clientCostMicros: 7,
    ...fields,
  });
const span = (fields: object = {}): TelemetryEvent =>
  event('usage', RUN, {
    second: 11,
    ...tokens,
    requestId: 'req_a',
    isCacheDurationUnsaid: true,
    ...fields,
  });

const requestsOf = (folded: Folded) =>
  sessionDetail(folded.state, sessionOf(folded, RUN).id, priceOf)?.requests ?? [];

describe('[USE2] [FLD1] a request of Claude Code, reported by a log record and by a span', () => {
  it('is one, with the price of the record, in any order', () => {
    for (const fields of [{}, { cacheCreation1hTokens: 0 }]) {
      const folded = foldInAnyOrder([log(fields), span({ model: 'claude-sonnet-4-5[1m]' })]);
      expect(sessionOf(folded, RUN).usage).toMatchObject({ requests: 1, inputTokens: 100 });
      const { model } = tokens;
      expect(requestsOf(folded)).toMatchObject([{ model, clientCostMicros: 7, unpriced: null }]);
    }
  });

  it('is of the subagent that the span names, where the record names its type alone', () => {
    const folded = foldInAnyOrder([
      event('subagent.start', RUN, {
        second: 1,
        source: 'hook',
        agentId: 'a1',
        agentType: 'Explore',
      }),
      event('subagent.start', RUN, {
        second: 2,
        source: 'hook',
        agentId: 'a2',
        agentType: 'Explore',
      }),
      log({ subagentType: 'Explore' }),
      span({ agentId: 'a2' }),
    ]);
    expect(requestsOf(folded)).toMatchObject([{ agentId: 'a2' }]);
  });

  it('and metrics of its session add nothing to spans alone', () => {
    const metric = event('metric', RUN, {
      second: 60,
      source: 'otlp',
      name: 'tokens',
      value: 100,
      attributes: { type: 'input', model: 'claude-sonnet-4-5', series: '1' },
    });
    const folded = foldInAnyOrder([metric, span()]);
    expect(sessionOf(folded, RUN).usage).toMatchObject({ requests: 1, inputTokens: 100 });
  });

  it('[USE3] has no price where only its span was sent and it wrote to a cache, for an unknown duration', () => {
    const folded = foldInAnyOrder([span()]);
    expect(requestsOf(folded)).toMatchObject([{ costMicros: null, unpriced: 'cache_duration' }]);
    const unwritten = foldInAnyOrder([span({ cacheCreationTokens: 0 })]);
    expect(requestsOf(unwritten)).toMatchObject([{ unpriced: null }]);
  });
});
