import { describe, expect, test } from 'vitest';
import { normalise } from '../testing/captures.fixture.ts';
import { attributesOf, nanos, START, type Values } from '../testing/otlp.fixture.ts';

const metric = (
  name: string,
  kind: string,
  { values, more = { sum: 450 } }: { values: Values; more?: object | undefined },
) => ({
  name,
  [kind]: {
    ...(kind === 'summary' ? {} : { aggregationTemporality: 2 }),
    dataPoints: [
      {
        startTimeUnixNano: nanos(START),
        timeUnixNano: nanos(START + 60_000),
        attributes: attributesOf(values),
        ...more,
      },
    ],
  },
});

const sent = (metrics: object[], resource: Values = { 'service.name': 'planner' }) =>
  normalise('metrics', {
    json: {
      resourceMetrics: [
        { resource: { attributes: attributesOf(resource) }, scopeMetrics: [{ metrics }] },
      ],
    },
  });

const CONVERSATION = { 'gen_ai.conversation.id': 'c', 'gen_ai.request.model': 'gpt-5' };

describe("metrics of agents' conventions", () => {
  test.each([
    'gen_ai.client.operation.duration',
    'gen_ai.client.generation.choices',
    'gen_ai.client.operation.time_to_first_chunk',
    'gen_ai.server.time_to_first_token',
    'gen_ai.server.time_per_output_token',
    'gen_ai.workflow.duration',
    'llm.openai.chat_completions.exceptions',
    'mcp.client.operation.duration',
    'agent_framework.function.invocation.duration',
  ])('%s says nothing of figures, and nothing is said of it', (name) => {
    expect(
      sent([metric(name, 'histogram', { values: { 'gen_ai.operation.name': 'chat' } })]),
    ).toMatchObject({
      events: [],
      refused: [],
      unknown: [],
      others: 0,
    });
  });

  test.each([
    ['gen_ai.client.inference.usage.input_tokens', 'sum'],
    ['gen_ai.client.inference.usage.cache_read.input_tokens', 'sum'],
    ['gen_ai.client.inference.operation.output_tokens', 'histogram'],
    ['llm.watsonx.completions.tokens', 'sum'],
    ['strands.event_loop.input.tokens', 'histogram'],
    ['semantic_kernel.connectors.openai.tokens.prompt', 'sum'],
  ])(
    '[USE2] %s repeats what spans tell: it adds nothing, and is listed by its name',
    (name, kind) => {
      expect(
        sent([metric(name, kind, { values: CONVERSATION, more: { asInt: '450', sum: 450 } })]),
      ).toMatchObject({
        events: [],
        refused: [],
        unknown: [{ client: 'planner', kind: 'metric', name, count: 1 }],
        others: 0,
      });
    },
  );

  test('of other people are that still', () => {
    expect(sent([metric('http.client.request.duration', 'histogram', { values: {} })]).others).toBe(
      1,
    );
  });
});

describe('gen_ai.client.token.usage', () => {
  const typed = (type: Values, kind = 'histogram', more?: object) =>
    sent([
      metric('gen_ai.client.token.usage', kind, { values: { ...CONVERSATION, ...type }, more }),
    ]);

  test.each([
    ['prompt', 'input'],
    ['INPUT', 'input'],
    ['completion', 'output'],
    ['Output', 'output'],
  ])('of %s counts as %s', (type, plain) => {
    expect(typed({ 'gen_ai.token.type': type }).events).toMatchObject([
      { type: 'metric', name: 'tokens', value: 450, attributes: { type: plain } },
    ]);
  });

  test.each(['total', 'reasoning', 'thoughts'])(
    '[USE2] of %s is part of what counts, or its sum: nothing is said of it',
    (type) => {
      expect(typed({ 'gen_ai.token.type': type })).toMatchObject({ events: [], unknown: [] });
    },
  );

  test.each([
    ['cache_read', 'gen_ai.client.token.usage-of-cache_read'],
    ['input_cached', 'gen_ai.client.token.usage-of-input_cached'],
    ['', 'gen_ai.client.token.usage-without-type'],
  ])('of type %j adds nothing, and is listed as that', (type, name) => {
    expect(typed({ 'gen_ai.token.type': type })).toMatchObject({
      events: [],
      refused: [],
      unknown: [{ kind: 'metric', name }],
    });
  });

  test('counts as an exponential histogram too; a summary, which is neither of a time nor since one, and one without its sum are refused by name', () => {
    const input = { 'gen_ai.token.type': 'input' };
    expect(typed(input, 'exponentialHistogram').events).toHaveLength(1);
    expect(typed(input, 'summary').refused).toHaveLength(1);
    expect(typed(input, 'histogram', { count: '3' }).refused).toMatchObject([{ path: 'value' }]);
  });

  test('[USE2] of a sender whose resource names a session adds nothing to what spans tell', () => {
    const values = { 'gen_ai.token.type': 'input', 'gen_ai.request.model': 'gpt-5' };
    const batch = sent([metric('gen_ai.client.token.usage', 'histogram', { values })], {
      'service.name': 'planner',
      'session.id': 's',
    });
    expect(batch).toMatchObject({ events: [], refused: [], unknown: [{ kind: 'metric' }] });
  });
});
