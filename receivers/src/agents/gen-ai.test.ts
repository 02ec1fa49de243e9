import { describe, expect, test } from 'vitest';
import { normalise } from '../testing/captures.fixture.ts';

const START = 1_795_343_880_000;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const nanos = (ms: number) => `${String(ms)}000000`;

type Values = Record<string, string | number>;

const attributesOf = (values: Values) =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));

const span = (values: Values, more: object = {}) => ({
  traceId: TRACE,
  spanId: 'b7ad6b7169203331',
  name: 'chat gpt-5',
  startTimeUnixNano: nanos(START),
  endTimeUnixNano: nanos(START + 250),
  attributes: attributesOf(values),
  ...more,
});

const resource = (values: Values = { 'service.name': 'planner' }) => ({
  attributes: attributesOf(values),
});

const spans = (...list: object[]) =>
  normalise('traces', {
    json: { resourceSpans: [{ resource: resource(), scopeSpans: [{ spans: list }] }] },
  });

const logs = (...logRecords: object[]) =>
  normalise('logs', {
    json: { resourceLogs: [{ resource: resource(), scopeLogs: [{ logRecords }] }] },
  });

const CHAT = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-5',
  'gen_ai.usage.input_tokens': 100,
  'gen_ai.usage.output_tokens': 20,
};

describe('an agent by the conventions for generative AI', () => {
  test('a call of a model is a request of its conversation', () => {
    const { events } = spans(
      span({
        ...CHAT,
        'gen_ai.conversation.id': 'conversation-5',
        'gen_ai.response.id': 'resp_68b1c0f3a2d4',
        'gen_ai.response.model': 'gpt-5-2026-08-01',
        'gen_ai.usage.cache_read.input_tokens': 60,
      }),
    );
    expect(events).toMatchObject([
      {
        type: 'usage',
        source: 'otlp',
        time: START + 250,
        sessionId: 'conversation-5',
        agentName: 'planner',
        model: 'gpt-5-2026-08-01',
        requestId: 'resp_68b1c0f3a2d4 100/20',
        messageId: 'resp_68b1c0f3a2d4',
        span: { trace: TRACE, id: 'b7ad6b7169203331', parents: [], role: 'call' },
        inputTokens: 40,
        cacheReadTokens: 60,
        outputTokens: 20,
      },
    ]);
  });

  test('its session is its conversation, else what it calls one, else its trace', () => {
    const sessionOf = (values: Values) => spans(span({ ...CHAT, ...values })).events[0]?.sessionId;
    expect(sessionOf({ 'gen_ai.conversation.id': 'c', 'session.id': 's' })).toBe('c');
    expect(sessionOf({ 'session.id': 's' })).toBe('s');
    expect(sessionOf({})).toBe(TRACE);
  });

  test('ids in hex and, of senders that write JSON as protobuf does, in base64 are the same', () => {
    const base64 = {
      traceId: Buffer.from(TRACE, 'hex').toString('base64'),
      spanId: Buffer.from('b7ad6b7169203331', 'hex').toString('base64'),
    };
    expect(spans(span(CHAT, base64)).events).toEqual(spans(span(CHAT)).events);
    expect(spans(span(CHAT, { traceId: 'no id', spanId: 'none' })).refused).toMatchObject([
      { path: 'traceId' },
    ]);
  });

  test('a tool call that names no conversation is of the one that its trace names', () => {
    const tool = span({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' });
    const call = (conversation: string) =>
      span({ ...CHAT, 'gen_ai.conversation.id': conversation }, { spanId: '00f067aa0ba902b7' });
    const sessionsOf = (...list: object[]) =>
      spans(...list).events.map(({ type, sessionId }) => `${type} of ${sessionId}`);
    expect(sessionsOf(tool, call('c'))).toEqual(['tool.call of c', 'usage of c']);
    expect(sessionsOf(call('c'), { ...tool, traceId: 'a'.repeat(32) })[1]).toBe(
      `tool.call of ${'a'.repeat(32)}`,
    );
    expect(sessionsOf(tool, call('c'), call('d'), call('c'))[0]).toBe(`tool.call of ${TRACE}`);
  });

  test('[USE2] a span around several calls says so, and where it lies', () => {
    const { events } = spans(
      span(CHAT, { spanId: '00f067aa0ba902b7', parentSpanId: 'aaaaaaaaaaaaaaaa' }),
      span({}, { spanId: 'aaaaaaaaaaaaaaaa', parentSpanId: 'b7ad6b7169203331' }),
      span({ ...CHAT, 'gen_ai.operation.name': 'invoke_agent' }),
    );
    const parents = ['aaaaaaaaaaaaaaaa', 'b7ad6b7169203331'];
    expect(events).toMatchObject([
      { type: 'usage', span: { id: '00f067aa0ba902b7', role: 'call', parents } },
      { type: 'usage', span: { id: 'b7ad6b7169203331', role: 'around', parents: [] } },
      { type: 'trace', spans: [parents] },
    ]);
  });

  test('[USE2] the span and the event of one call are one request', () => {
    const ofSpan = spans(span(CHAT)).events[0];
    const ofLog = logs({
      ...span(CHAT),
      timeUnixNano: nanos(START + 250),
      eventName: 'gen_ai.client.inference.operation.details',
    }).events[0];
    expect(ofSpan).toMatchObject({ type: 'usage', requestId: `span ${TRACE} b7ad6b7169203331` });
    expect(ofLog).toMatchObject({ type: 'usage', requestId: `span ${TRACE} b7ad6b7169203331` });
    expect(ofLog?.sessionId).toBe(ofSpan?.sessionId);
  });

  test('former names of tokens are read too', () => {
    const former = { 'gen_ai.system': 'openai', 'gen_ai.usage.prompt_tokens': 9 };
    expect(spans(span({ ...former, 'gen_ai.usage.completion_tokens': 3 })).events).toMatchObject([
      { inputTokens: 9, outputTokens: 3 },
    ]);
  });

  test('a tool that was executed is a tool call', () => {
    const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'search' };
    const failed = { status: { code: 'STATUS_CODE_ERROR' }, spanId: '00f067aa0ba902b7' };
    const { events } = spans(
      span({ ...tool, 'gen_ai.tool.call.id': 'call_1' }),
      span({ ...tool, 'error.type': 'timeout' }, failed),
    );
    expect(events).toMatchObject([
      {
        type: 'tool.call',
        toolUseId: 'call_1',
        toolName: 'search',
        state: 'succeeded',
        duration: 250,
      },
      { toolUseId: `span ${TRACE} 00f067aa0ba902b7`, state: 'failed', errorType: 'timeout' },
    ]);
  });

  test('a call that failed is an error', () => {
    const { events } = spans(
      span(
        { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-5' },
        { status: { code: 2 } },
      ),
    );
    expect(events).toMatchObject([{ type: 'error', errorType: 'error', model: 'gpt-5' }]);
  });

  test('[PRX4] messages stay out', () => {
    const words = 'the secret plan';
    const { events } = spans(
      span({ ...CHAT, 'gen_ai.input.messages': words, 'gen_ai.tool.call.arguments': words }),
    );
    expect(JSON.stringify(events)).not.toContain(words);
  });

  test("other people's telemetry is taken and dropped", () => {
    const batch = spans(span({ 'http.request.method': 'GET' }));
    expect([batch.events, batch.refused, batch.records]).toEqual([[], [], 1]);
  });

  const tokenUsage = (values: Values, temporality: number | string) =>
    normalise('metrics', {
      json: {
        resourceMetrics: [
          {
            resource: resource(),
            scopeMetrics: [
              {
                metrics: [
                  {
                    name: 'gen_ai.client.token.usage',
                    histogram: {
                      aggregationTemporality: temporality,
                      dataPoints: [
                        {
                          startTimeUnixNano: nanos(START),
                          timeUnixNano: nanos(START + 60_000),
                          count: '3',
                          sum: 450,
                          attributes: attributesOf({ 'gen_ai.token.type': 'input', ...values }),
                        },
                      ],
                    },
                  },
                ],
              },
            ],
          },
        ],
      },
    });

  test('the sum of a histogram of tokens is a metric of its session', () => {
    const values = { 'gen_ai.conversation.id': 'c', 'gen_ai.request.model': 'gpt-5' };
    for (const temporality of [2, 'AGGREGATION_TEMPORALITY_CUMULATIVE']) {
      expect(tokenUsage(values, temporality).events).toMatchObject([
        {
          type: 'metric',
          name: 'tokens',
          value: 450,
          sessionId: 'c',
          startAt: START,
          attributes: { type: 'input', model: 'gpt-5' },
        },
      ]);
    }
  });

  test('[USE2] a metric of no conversation is taken and listed: it would count what spans count', () => {
    // A session is not the conversation that spans may name beside it.
    for (const values of [{}, { 'session.id': 's' }]) {
      expect(tokenUsage(values, 2)).toMatchObject({
        events: [],
        refused: [],
        unknown: [{ client: 'planner', kind: 'metric', name: 'gen_ai.client.token.usage' }],
      });
    }
  });

  test('a temporality that nobody knows is refused', () => {
    expect(tokenUsage({ 'gen_ai.conversation.id': 'c' }, 9).refused).toMatchObject([
      { path: 'aggregationTemporality' },
    ]);
  });
});
