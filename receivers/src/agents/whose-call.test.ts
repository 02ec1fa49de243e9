import { describe, expect, test } from 'vitest';
import { chat } from '../testing/chat.fixture.ts';
import {
  nanos,
  ofLogs,
  ofSpans,
  spanOf,
  START,
  TRACE,
  usageIn,
  type Values,
} from '../testing/otlp.fixture.ts';

describe('the session of a span', () => {
  test.each([
    'gen_ai.conversation.id',
    'session.id',
    'gcp.vertex.agent.session_id',
    'ai.telemetry.metadata.sessionId',
    'traceloop.association.properties.session_id',
    'traceloop.association.properties.thread_id',
    'langsmith.metadata.thread_id',
    'langfuse.session.id',
  ])('is named by %s', (name) => {
    expect(usageIn(ofSpans([spanOf({ ...chat('chat'), [name]: 'c-7' })]))).toMatchObject([
      { sessionId: 'c-7' },
    ]);
  });

  test('is a number where its sender counts them, and not 0', () => {
    const sessionOf = (id: number) =>
      usageIn(ofSpans([spanOf({ ...chat('chat'), 'gen_ai.conversation.id': id })]))[0]?.sessionId;
    expect([sessionOf(4711), sessionOf(0)]).toEqual(['4711', TRACE]);
  });

  test.each(['N/A', 'none', 'null', '-', '0000'])('is not called %j', (id) => {
    expect(usageIn(ofSpans([spanOf({ ...chat('chat'), 'session.id': id })]))).toMatchObject([
      { sessionId: TRACE },
    ]);
  });
});

describe('an agent that nobody named', () => {
  const agentOf = (resource: Values, scope: string, values: Values = {}) =>
    usageIn(
      ofSpans([spanOf({ ...chat('chat'), ...values })], { resource, scope: { name: scope } }),
    )[0]?.agentName;

  test.each<[string, Values, string, Values, string]>([
    ['its service', { 'service.name': 'shop' }, 'openai', {}, 'shop'],
    [
      'its service before the agent in it',
      { 'service.name': 'shop' },
      'openai',
      { 'gen_ai.agent.name': 'a' },
      'shop',
    ],
    ['the agent', {}, 'openai', { 'gen_ai.agent.name': 'researcher' }, 'researcher'],
    [
      'the agent, where the SDK made up a service',
      { 'service.name': 'unknown_service:node' },
      'openai',
      { 'gen_ai.agent.name': 'researcher' },
      'researcher',
    ],
    [
      'the library',
      { 'service.name': 'unknown_service' },
      '@traceloop/instrumentation-openai',
      {},
      '@traceloop/instrumentation-openai',
    ],
    [
      'the library, without a service',
      {},
      'openinference.instrumentation.openai',
      {},
      'openinference.instrumentation.openai',
    ],
    ['unknown', {}, '', {}, 'unknown'],
    ['the library, where the service is blank', { 'service.name': '  ' }, 'lib', {}, 'lib'],
    [
      'the library, where an SDK made up a service in its own way',
      { 'service.name': 'UNKNOWN_SERVICE:/usr/bin/java' },
      'io.opentelemetry.openai',
      {},
      'io.opentelemetry.openai',
    ],
    ['the library, where the service is a number', { 'service.name': 5 }, 'lib', {}, 'lib'],
  ])('is shown by %s', (_, resource, scope, values, name) => {
    expect(agentOf(resource, scope, values)).toBe(name);
  });

  test('is the one that the outermost span of its trace names', () => {
    const { events } = ofSpans(
      [
        spanOf({ ...chat('chat') }, { spanId: '1'.repeat(16), parentSpanId: '2'.repeat(16) }),
        spanOf(
          { 'gen_ai.agent.name': 'inner' },
          { spanId: '2'.repeat(16), parentSpanId: '3'.repeat(16) },
        ),
        spanOf({ 'gen_ai.agent.name': 'outer' }, { spanId: '3'.repeat(16) }),
      ],
      { resource: {}, scope: { name: 'library' } },
    );
    expect(events[0]).toMatchObject({ type: 'usage', agentName: 'outer' });
  });
});

describe('a log record of an agent', () => {
  const record = (values: Values, more: object = {}) => ({
    ...spanOf(values, more),
    timeUnixNano: nanos(START),
    eventName: 'gen_ai.client.inference.operation.details',
  });

  test('[USE2] with a span lies in that span', () => {
    expect(usageIn(ofLogs([record(chat('chat'))]))).toMatchObject([
      { span: { trace: TRACE, parents: ['b7ad6b7169203331'], role: 'call' } },
    ]);
  });

  test('without a span or a conversation belongs to nobody, and says so', () => {
    const { refused } = ofLogs([record(chat('chat'), { traceId: '', spanId: '' })]);
    expect(refused).toMatchObject([{ path: 'gen_ai.conversation.id' }]);
  });

  test.each([
    ['my_agent.thought', [{ client: 'planner', kind: 'event', name: 'my_agent.thought' }]],
    ['gen_ai.user.message', []],
    ['gen_ai.evaluation.result', []],
    ['gen_ai.client.live_session.started', []],
  ])('%s that tells no tokens is listed unless it is known to tell none', (eventName, unknown) => {
    const values = { 'gen_ai.conversation.id': 'c' };
    expect(ofLogs([{ ...record(values), eventName }])).toMatchObject({
      events: [],
      refused: [],
      unknown,
    });
  });

  test('of other people is taken and dropped', () => {
    expect(ofLogs([record({ 'http.route': '/' })])).toMatchObject({
      events: [],
      refused: [],
      records: 1,
    });
  });
});
