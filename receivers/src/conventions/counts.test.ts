import { describe, expect, test } from 'vitest';
import { ofSpans, spanOf, usageIn, type Values } from '../testing/otlp.fixture.ts';
import { MODEL, SUM } from './counts.fixture.ts';

describe('counts', () => {
  const only = (values: Values) => usageIn(ofSpans([spanOf({ ...MODEL, ...values })]))[0];

  test.each<[string, Values, object]>([
    [
      'former names',
      { 'gen_ai.usage.prompt_tokens': 9, 'gen_ai.usage.completion_tokens': 3 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'OpenInference',
      { 'llm.token_count.prompt': 9, 'llm.token_count.completion': 3, 'llm.token_count.total': 12 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'version 4 of the AI SDK',
      { 'ai.usage.promptTokens': 9, 'ai.usage.completionTokens': 3 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'version 5 of the AI SDK',
      { 'ai.usage.inputTokens': 9, 'ai.usage.outputTokens': 3, 'ai.usage.totalTokens': 12 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'Traceloop',
      { 'llm.usage.prompt_tokens': 9, 'llm.usage.completion_tokens': 3 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'Semantic Kernel',
      { 'gen_ai.response.prompt_tokens': 9, 'gen_ai.response.completion_tokens': 3 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'names without a usage',
      { 'gen_ai.input_tokens': '9', 'gen_ai.output_tokens': '3' },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'names of the API',
      { prompt_tokens: 9, completion_tokens: 3, cached_tokens: 4 },
      { inputTokens: 5, cacheReadTokens: 4, outputTokens: 3 },
    ],
    [
      'the usage of an answer',
      { 'gen_ai.response.usage.input_tokens': 9, 'usage.output_tokens': 3 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'reasoning that leaves out what it and the cache leave out, as the total shows',
      {
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 3,
        'gen_ai.usage.cached_tokens': 20,
        'gen_ai.usage.reasoning_tokens': 2,
        'gen_ai.usage.total_tokens': 34,
      },
      { inputTokens: 9, cacheReadTokens: 20, outputTokens: 5 },
    ],
    [
      'doubles',
      { 'gen_ai.usage.input_tokens': '9.0', 'gen_ai.usage.output_tokens': '3.0' },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'an output that only the total tells',
      { 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.total_tokens': 12 },
      { inputTokens: 9, outputTokens: 3 },
    ],
    [
      'reasoning outside of the output, as the total shows',
      {
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 3,
        'gen_ai.usage.reasoning_tokens': 2,
        'gen_ai.usage.total_tokens': 14,
      },
      { outputTokens: 5 },
    ],
    [
      'reasoning inside of the output',
      {
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 3,
        'gen_ai.usage.reasoning.output_tokens': 2,
      },
      { outputTokens: 3 },
    ],
    [
      'thoughts that ADK leaves out',
      {
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 3,
        'gen_ai.usage.experimental.reasoning_tokens': 2,
      },
      { outputTokens: 5 },
    ],
    [
      'tokens of compactions that the usage leaves out',
      {
        'gen_ai.usage.input_tokens': 9,
        'gen_ai.usage.output_tokens': 3,
        'anthropic.usage.compaction.input_tokens': 100,
        'anthropic.usage.compaction.output_tokens': 10,
      },
      { inputTokens: 109, outputTokens: 13 },
    ],
  ])('by %s are read', (_, values, expected) => {
    expect(only(values)).toMatchObject(expected);
  });

  test.each([
    ['gen_ai.usage.input_tokens', 'many'],
    ['gen_ai.usage.input_tokens', true],
    ['gen_ai.usage.output_tokens', 1.5],
    ['gen_ai.usage.output_tokens', -4],
    ['gen_ai.usage.cache_read.input_tokens', 'some'],
    ['llm.token_count.prompt_details.cache_read', ''],
  ] as const)('[ING3] %s of %j is refused by its name, not taken for 0', (name, value) => {
    const { events, refused } = ofSpans([spanOf({ ...MODEL, ...SUM, [name]: value })]);
    expect(events).toEqual([]);
    expect(refused).toMatchObject([{ path: name, message: 'expected a whole number of tokens' }]);
  });

  test('of speech are the sum of their parts where nothing else is reported', () => {
    const live = {
      'gen_ai.usage.text.input_tokens': 10,
      'gen_ai.usage.audio.input_tokens': 90,
      'gen_ai.usage.audio.output_tokens': 40,
    };
    expect(only(live)).toMatchObject({ inputTokens: 100, outputTokens: 40 });
    expect(only({ ...SUM, ...live })).toMatchObject({ inputTokens: 12_000, outputTokens: 300 });
  });

  test('a total alone does not say what it is of, but for embeddings', () => {
    const total = { 'llm.usage.total_tokens': 500 };
    expect(ofSpans([spanOf({ ...MODEL, ...total })]).refused).toMatchObject([
      {
        path: 'llm.usage.total_tokens',
        message: 'expected input and output tokens apart: they have different prices',
      },
    ]);
    const around = { ...total, 'gen_ai.operation.name': 'invoke_agent' };
    const lone = ofSpans([spanOf(around)]);
    expect(lone).toMatchObject({ refused: [], events: [] });
    expect([...lone.notRead]).toEqual(['invoke_agent-without-input-and-output']);
    const call = spanOf({ ...MODEL, ...SUM }, { spanId: '2'.repeat(16) });
    expect(ofSpans([spanOf(around), call])).toMatchObject({ refused: [], unknown: [] });
    const embeds = { ...total, 'gen_ai.operation.name': 'embeddings' };
    expect(usageIn(ofSpans([spanOf(embeds)]))).toMatchObject([
      { inputTokens: 500, outputTokens: 0 },
    ]);
  });

  test('that nobody knows are listed by sender and version, and change nothing', () => {
    const odd = { 'gen_ai.usage.thinking_budget_tokens_used': 7 };
    const from = { resource: { 'service.name': 'odd', 'service.version': '3.1' } };
    const batch = ofSpans([spanOf({ ...MODEL, ...SUM, ...odd })], from);
    expect(usageIn(batch)).toMatchObject([{ inputTokens: 12_000, outputTokens: 300 }]);
    expect(batch.unknown).toEqual([
      {
        client: 'odd',
        version: '3.1',
        kind: 'attribute',
        name: 'gen_ai.usage.thinking_budget_tokens_used',
        count: 1,
      },
    ]);
  });

  test('that a call does not report are listed as missing', () => {
    expect(ofSpans([spanOf(MODEL)]).unknown).toMatchObject([
      { client: 'planner', kind: 'span', name: 'chat-without-token-counts' },
    ]);
  });
});
