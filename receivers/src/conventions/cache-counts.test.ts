import { describe, expect, test } from 'vitest';
import { ofSpans, spanOf, usageIn, type Values } from '../testing/otlp.fixture.ts';
import { MODEL, SUM } from './counts.fixture.ts';

/** What is reported in each row: 12,000 in, of which 10,000 were read and 1,500 written, and 300 out. */
const REPORTED = {
  inputTokens: 500,
  cacheReadTokens: 10_000,
  cacheCreationTokens: 1_500,
  outputTokens: 300,
};

const pairs = (prefix: string, read: string, write: string): Values => ({
  [`${prefix}${read}`]: 10_000,
  [`${prefix}${write}`]: 1_500,
});

const genAi = (read: string, write: string) => pairs('gen_ai.usage.', read, write);

const CACHED: [string, Values][] = [
  ['the conventions', genAi('cache_read.input_tokens', 'cache_creation.input_tokens')],
  ['their main branch', genAi('cache_read.input_tokens', 'cache_write.input_tokens')],
  ['their former names', genAi('cache_read_input_tokens', 'cache_creation_input_tokens')],
  ['Strands', genAi('cache_read_input_tokens', 'cache_write_input_tokens')],
  ['Pydantic AI', genAi('details.cache_read_tokens', 'details.cache_write_tokens')],
  [
    'Pydantic AI on Anthropic',
    genAi('details.cache_read_input_tokens', 'details.cache_creation_input_tokens'),
  ],
  ['short names', genAi('cache_read_tokens', 'cache_creation_tokens')],
  ['short names of writes', genAi('cache_read_tokens', 'cache_write_tokens')],
  ['Sentry', genAi('input_tokens.cached', 'input_tokens.cache_write')],
  ['dotted names', genAi('input_tokens.cache_read', 'input_tokens.cache_creation')],
  ['Mastra', genAi('cached_input_tokens', 'cache_creation_input_tokens')],
  ['OpenAI words', genAi('prompt_tokens_details.cached_tokens', 'cache_write_tokens')],
  ['OpenAI words of responses', genAi('input_tokens_details.cached_tokens', 'cache_write_tokens')],
  ['cached tokens', genAi('cached_tokens', 'cache_creation_tokens')],
  ['names that nobody wrote down', genAi('cache.hit.token_count', 'tokens_written_to_cache')],
  [
    'names outside of the usage',
    pairs('gen_ai.', 'cache.read_tokens', 'prompt.cache_written_tokens'),
  ],
  [
    'the usage of an answer',
    pairs('gen_ai.response.usage.', 'cache_read_tokens', 'cache_write_tokens'),
  ],
  ['names in camel case', genAi('cacheReadInputTokens', 'cacheCreationInputTokens')],
  ['Traceloop', pairs('llm.usage.', 'cache_read_input_tokens', 'cache_creation_input_tokens')],
  ['OpenInference', pairs('llm.token_count.prompt_details.', 'cache_read', 'cache_write')],
  [
    'LangSmith',
    { 'gen_ai.usage.input_token_details': '{"cache_read":10000,"cache_creation":1500}' },
  ],
  [
    'details as JSON',
    { 'gen_ai.usage.details': '{"cache_read_tokens":10000,"cache_write_tokens":1500}' },
  ],
  [
    'one name at 0 beside the other',
    {
      ...genAi('cache_read.input_tokens', 'cache_write.input_tokens'),
      'gen_ai.usage.cache_read_input_tokens': 0,
    },
  ],
  [
    'text for numbers',
    {
      'gen_ai.usage.cache_read.input_tokens': '10000',
      'gen_ai.usage.cache_creation.input_tokens': '1500',
    },
  ],
];

describe('tokens of a cache', () => {
  test.each(CACHED)('by %s are no plain input', (_, values) => {
    const batch = ofSpans([spanOf({ ...MODEL, ...SUM, ...values })]);
    expect(usageIn(batch)).toMatchObject([REPORTED]);
    expect([batch.refused, batch.unknown]).toEqual([[], []]);
  });

  const CACHE = genAi('cache_read.input_tokens', 'cache_creation.input_tokens');
  const usageOf = (input: number, more: Values = {}) =>
    usageIn(
      ofSpans([
        spanOf({
          ...MODEL,
          ...CACHE,
          'gen_ai.usage.input_tokens': input,
          'gen_ai.usage.output_tokens': 300,
          ...more,
        }),
      ]),
    )[0];

  test.each([
    ['that counts them, by its total', 12_000, { 'gen_ai.usage.total_tokens': 12_300 }, 500],
    ['that leaves them out, by its total', 500, { 'gen_ai.usage.total_tokens': 12_300 }, 500],
    [
      'whose large input leaves them out, by its total',
      20_000,
      { 'gen_ai.usage.total_tokens': 31_800 },
      20_000,
    ],
    [
      'that counts what was read only, by its total',
      10_500,
      { 'gen_ai.usage.total_tokens': 12_300 },
      500,
    ],
    ['whose total is of something else', 12_000, { 'gen_ai.usage.total_tokens': 7 }, 500],
    ['without a total whose input is too small to hold them', 500, {}, 500],
    ['without a total, as the conventions ask', 12_000, {}, 500],
  ])('of a sender %s', (_, input, more, plain) => {
    expect(usageOf(input, more)).toMatchObject({ ...REPORTED, inputTokens: plain });
  });

  test('kept for an hour are counted separately from the others', () => {
    const hourly = { 'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': 1_000 };
    expect(usageOf(12_000, hourly)).toMatchObject({ ...REPORTED, cacheCreation1hTokens: 1_000 });
  });
});

describe("Vercel's AI SDK on a maker that leaves its cache out of the input", () => {
  const call = (provider: string, more: Values) =>
    usageIn(
      ofSpans([
        spanOf({
          'ai.operationId': 'ai.generateText.doGenerate',
          'ai.model.provider': provider,
          'ai.model.id': 'claude-sonnet-4-5',
          'ai.usage.outputTokens': 300,
          ...more,
        }),
      ]),
    )[0];

  test('of version 5 tells what was read beside it, and what was written in its metadata', () => {
    const metadata = JSON.stringify({
      anthropic: { cacheCreationInputTokens: 1_500, usage: { service_tier: 'batch' } },
    });
    const usageOf = call('anthropic.messages', {
      'ai.usage.inputTokens': 20_000,
      'ai.usage.cachedInputTokens': 10_000,
      'ai.response.providerMetadata': metadata,
    });
    expect(usageOf).toMatchObject({ ...REPORTED, inputTokens: 20_000, serviceTier: 'batch' });
  });

  test('of version 6 tells the sum and its parts', () => {
    const usageOf = call('anthropic.messages', {
      'ai.usage.inputTokens': 12_000,
      'ai.usage.cachedInputTokens': 10_000,
      'ai.usage.inputTokenDetails.noCacheTokens': 500,
      'ai.usage.inputTokenDetails.cacheReadTokens': 10_000,
      'ai.usage.inputTokenDetails.cacheWriteTokens': 1_500,
    });
    expect(usageOf).toMatchObject(REPORTED);
  });

  test('is read as the conventions say where the maker counts them', () => {
    const usageOf = call('openai.responses', {
      'ai.usage.inputTokens': 12_000,
      'ai.usage.cachedInputTokens': 10_000,
    });
    expect(usageOf).toMatchObject({ inputTokens: 2_000, cacheReadTokens: 10_000 });
  });
});
