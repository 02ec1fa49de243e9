import type { PricedUsage } from '@claude-monitor/fold';
import { expect, test } from 'vitest';
import { listPrice } from './pricing.ts';

const usage = (part: Partial<PricedUsage>): PricedUsage => ({
  model: 'claude-sonnet-4-5',
  at: Date.UTC(2026, 4, 4),
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheCreationTokens: 0,
  cacheCreation1hTokens: 0,
  tier: '',
  webSearches: 0,
  ...part,
});

const priceOf = listPrice();

test.each([
  { what: 'input', part: { inputTokens: 10_000 }, micros: 30_000 },
  { what: 'output', part: { outputTokens: 10_000 }, micros: 150_000 },
  { what: 'cache reads', part: { cacheReadTokens: 10_000 }, micros: 3_000 },
  { what: 'cache writes', part: { cacheCreationTokens: 10_000 }, micros: 37_500 },
  {
    what: 'cache writes kept for an hour',
    part: { cacheCreationTokens: 10_000, cacheCreation1hTokens: 10_000 },
    micros: 60_000,
  },
  {
    what: 'a dated model name',
    part: { model: 'claude-sonnet-4-5-20250929', inputTokens: 1e4 },
    micros: 30_000,
  },
  {
    what: 'a model as Bedrock names it in a region, a tenth dearer there,',
    part: { model: 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', inputTokens: 1e4 },
    micros: 33_000,
  },
  {
    what: 'a model as Bedrock names it for all regions',
    part: { model: 'global.anthropic.claude-opus-4-6-v1', inputTokens: 1e4 },
    micros: 50_000,
  },
  {
    what: 'a model of another maker, whose agents send telemetry too,',
    part: { model: 'gpt-4o', inputTokens: 10_000 },
    micros: 25_000,
  },
  {
    what: 'a long request, priced whole by the dearer tier,',
    part: { inputTokens: 300_000 },
    micros: 1_800_000,
  },
])('[USE3] $what has a list price in micro-dollars', ({ part, micros }) => {
  expect(priceOf(usage(part))).toBe(micros);
  expect(priceOf(usage(part))).toBe(micros);
});

const SONNET = 'claude-sonnet-4-5';

test.each([
  ...[
    'anthropic/claude-sonnet-4.5',
    'anthropic/claude-sonnet-4-5-20250929',
    'openrouter/anthropic/claude-sonnet-4.5',
    'vertex_ai/claude-sonnet-4-5@20250929',
    'vertex_ai/claude-sonnet-4-5',
    'claude-sonnet-4-5@20250929',
    'projects/p/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929',
    'publishers/anthropic/models/claude-sonnet-4-5@20250929',
    'bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0',
    'bedrock/converse/global.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'bedrock/anthropic.claude-3-5-sonnet-20240620-v1:0',
    'anthropic.claude-sonnet-4-5-20250929-v1:0',
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/global.anthropic.claude-sonnet-4-5-20250929-v1:0',
    'anthropic:claude-sonnet-4-5',
    'litellm_proxy/anthropic/claude-sonnet-4-5',
    'azure_ai/claude-sonnet-4-5',
    'claude-sonnet-4-5-20250929[1m]',
    'Claude-Sonnet-4-5',
  ].map((model) => [model, SONNET, 4_500] as const),
  ...[
    'openai/gpt-5',
    'azure/gpt-5',
    'openai:gpt-5',
    'openai-responses:gpt-5',
    'openrouter/openai/gpt-5',
    'gpt-5-2025-08-07',
  ].map((model) => [model, 'gpt-5', 2_250] as const),
  ...[
    'models/gemini-2.5-pro',
    'google/gemini-2.5-pro',
    'gemini/gemini-2.5-pro',
    'google-gla:gemini-2.5-pro',
    'vertex_ai/gemini-2.5-pro',
    'publishers/google/models/gemini-2.5-pro',
  ].map((model) => [model, 'gemini-2.5-pro', 2_250] as const),
  ['bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'in a region', 4_950] as const,
  ...['apac.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-3-5-sonnet-latest'].map(
    (model) => [model, 'as everywhere', 4_500] as const,
  ),
  ...['eu', 'jp', 'us-gov'].map(
    (region) =>
      [`${region}.anthropic.claude-sonnet-4-5-20250929-v1:0`, 'in a region', 4_950] as const,
  ),
  ['azure/global/gpt-4o', 'a deployment everywhere', 3_500] as const,
  ['groq/llama-3.3-70b-versatile', "the host's own", 669] as const,
  ['groq/openai/gpt-oss-120b', "the host's own, by the maker's name", 210] as const,
  ['groq/moonshotai/kimi-k2-instruct', "the host's own, not the maker's", 1_300] as const,
  ['novita/deepseek/deepseek-r1', "the host's own, not the maker's", 4_400] as const,
  ['fireworks_ai/accounts/fireworks/models/deepseek-v3p2', "the host's own", 728] as const,
  ['accounts/fireworks/models/deepseek-v3p2', "the host's own", 728] as const,
  ['x-ai/grok-4', "the maker's", 4_500] as const,
  ['openrouter/x-ai/grok-4', "the maker's", 4_500] as const,
  ['openrouter/deepseek/deepseek-chat', "the gateway's", 469] as const,
  ['openai/gpt-4o:extended', "the gateway's, of a variant", 7_800] as const,
  ['openrouter/google/gemini-2.0-flash-exp:free', 'nothing', 0] as const,
  ['anthropic/claude-3.7-sonnet:thinking', 'as without', 4_500] as const,
  ['ft:gpt-4o-2024-08-06:acme::abc123', "a fine-tune's", 5_250] as const,
  ['ft:gpt-4o-mini-2024-07-18:acme:custom:id', "a fine-tune's", 420] as const,
  ['text-embedding-3-small', 'an embedding', 20] as const,
])('[USE3] the route in %s changes no price: %s', (model, _, micros) => {
  const [inputTokens, outputTokens] = [1_000, model.startsWith('text-') ? 0 : 100];
  expect(priceOf(usage({ model, inputTokens, outputTokens }))).toBe(micros);
});

const AUTUMN = Date.UTC(2026, 10, 1);

test.each([
  ['claude-opus-5', 'fast', { inputTokens: 1_000, outputTokens: 500 }, 35_000],
  ['claude-opus-5-20260724', 'fast', { inputTokens: 1_000, outputTokens: 500 }, 35_000],
  ['anthropic/claude-opus-5', 'fast', { cacheReadTokens: 1_000_000 }, 1_000_000],
  ['claude-opus-5', 'fast', { cacheCreationTokens: 1_000, cacheCreation1hTokens: 1_000 }, 20_000],
  ['claude-opus-5', 'fast', { inputTokens: 1_000, webSearches: 2 }, 30_000],
  ['claude-opus-5', '', { inputTokens: 1_000, outputTokens: 500, webSearches: 3 }, 47_500],
  ['gpt-6-sol', 'batch', { inputTokens: 1_000, outputTokens: 100 }, 1_500],
])('[USE3] %s served as %j has the price of that', (model, tier, part, micros) => {
  expect(priceOf(usage({ model, tier, at: AUTUMN, ...part }))).toBe(micros);
});

test.each([
  ['claude-sonnet-4-5', 'fast'],
  ['claude-opus-5', 'batch'],
  ['claude-opus-5', 'priority'],
  ['claude-opus-5', 'batch fast'],
  ['gpt-5', 'flex'],
  ['gpt-5', 'priority'],
  ['gemini-2.5-pro', 'batch'],
  ['claude-opus-5', 'constructor'],
])('[USE3] %s served as %s has no price here, rather than the usual one', (model, tier) => {
  expect(priceOf(usage({ model, tier, at: AUTUMN, inputTokens: 1_000 }))).toBeNull();
});

test.each([
  ['gpt-realtime', 'audio', null],
  ['gpt-realtime', '', 5_600],
  ['gpt-4o-audio-preview', 'audio', null],
  ['gpt-4o-transcribe', 'audio', null],
  ['gemini-2.5-flash', 'audio', null],
  ['gemini-2.5-pro', 'audio', 2_250],
  ['gemini-2.5-pro', 'audio batch', null],
  ['claude-sonnet-4-5', 'audio', 4_500],
])(
  '[USE3] %s served as %j has a price only where sound costs what text does',
  (model, tier, micros) => {
    expect(priceOf(usage({ model, tier, inputTokens: 1_000, outputTokens: 100 }))).toBe(micros);
  },
);

test('[USE3] searches that a list has no price of are not free', () => {
  const model = 'deepseek-chat';
  expect(priceOf(usage({ model, inputTokens: 1_000 }))).not.toBeNull();
  expect(priceOf(usage({ model, inputTokens: 1_000, webSearches: 1 }))).toBeNull();
});

test.each([
  '',
  'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6',
  'arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc',
  'ollama/gpt-oss:20b',
  'ollama/mistral-large-latest',
  'hosted_vllm/claude-sonnet-4-5',
  'github_copilot/gpt-5',
  'openrouter/auto',
  'openrouter/anthropic/claude-sonnet-4.5:batch',
  'anthropic/claude-sonnet-4.5:batch',
  'deepseek/deepseek-chat-v3.1:free',
  'gpt-5:batch',
  'openai/gpt-5:online',
  'mistral-large:latest',
  'gpt-oss:20b',
  'gpt-4.1-2025-04-14:acme::Bx12Cd34',
  'gpt-4o-2024-08-06.ft-0e208cf33a6a466994aff31a08aba678',
  'together_ai/mistralai/mistral-of-tomorrow',
  'azure/eu/gpt-4o-2024-08-06',
  'whisper-1',
  'accounts/acme/models/gpt-5',
  'openai/',
  'no-such-model',
  'gpt-of-tomorrow',
  'claude-of-tomorrow',
  'us.anthropic.claude-of-tomorrow-v1:0',
  '<b>',
])('[USE3] the unknown model %j has no price rather than a price of 0', (model) => {
  expect(priceOf(usage({ model, inputTokens: 1000 }))).toBeNull();
});

const HOUR_OF_CACHE = {
  inputTokens: 3,
  outputTokens: 5,
  cacheReadTokens: 17_241,
  cacheCreationTokens: 16_935,
  cacheCreation1hTokens: 16_935,
};

test.each([
  ['claude-sonnet-4-5', 106_866],
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 106_866],
  ['bedrock/anthropic.claude-sonnet-4-5-20250929-v1:0', 106_866],
  ['vertex_ai/claude-sonnet-4-5@20250929', 106_866],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 117_553],
  ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 117_553],
  ['apac.anthropic.claude-sonnet-4-20250514-v1:0', 106_866],
  ['bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0', 117_553],
  ['jp.anthropic.claude-haiku-4-5-20251001-v1:0', 39_184],
  ['eu.anthropic.claude-opus-5-5', 152_944],
  [
    'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-5-20250929-v1:0',
    117_553,
  ],
  ['bedrock/converse/eu-central-1/anthropic.claude-sonnet-4-5-20250929-v1:0', 117_553],
])(
  '[USE3] writes that %s keeps for an hour cost twice the input of its region',
  (model, micros) => {
    expect(priceOf(usage({ model, at: AUTUMN, ...HOUR_OF_CACHE }))).toBe(micros);
  },
);

test('[USE3] a request without a price of its hourly writes has none, rather than that of shorter ones', () => {
  const model = 'groq/llama-3.3-70b-versatile';
  const priced = priceOf(usage({ model, ...HOUR_OF_CACHE }));
  // Its list knows no writes at all: they are input.
  expect(priced).not.toBeNull();
  expect(
    priceOf(usage({ model: 'anthropic.claude-3-7-sonnet-20250219-v1:0', ...HOUR_OF_CACHE })),
  ).toBe(106_866);
});

test.each([
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 1_980_000],
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 1_800_000],
  ['us.anthropic.claude-opus-4-6-v1:0', 1_650_000],
])(
  '[USE3] a long context costs through %s what it does at its maker, in the region',
  (model, micros) => {
    expect(priceOf(usage({ model, at: AUTUMN, inputTokens: 300_000 }))).toBe(micros);
  },
);

test.each([
  ['bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0', 4_950],
  ['bedrock/ap-northeast-1/anthropic.claude-3-5-sonnet-20240620-v1:0', 4_500],
  ['bedrock/invoke/us-west-2/anthropic.claude-opus-4-6-v1', 8_250],
  ['bedrock/us-gov-west-1/anthropic.claude-sonnet-4-5-20250929-v1:0', 4_950],
  ['bedrock/us-east-1/us.anthropic.claude-sonnet-4-5-20250929-v1:0', 4_950],
  ['bedrock/us-east-1/global.anthropic.claude-sonnet-4-5-20250929-v1:0', 4_500],
  ['bedrock/us-east-1/meta.llama3-1-70b-instruct-v1:0', 792],
  [
    'bedrock/converse/arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0',
    4_950,
  ],
  ['bedrock/ap-south-1/meta.llama3-1-70b-instruct-v1:0', null],
  ['bedrock/us-east-1/1-month-commitment/anthropic.claude-3-5-sonnet-20240620-v1:0', null],
  ['bedrock/us-gov-east-1/anthropic.claude-3-haiku-20240307-v1:0', null],
  ['us-gov.anthropic.claude-3-5-sonnet-20240620-v1:0', null],
  ['bedrock/converse/arn:aws:bedrock:us-east-1:1:application-inference-profile/abc', null],
  ['bedrock/us-east-1/no-such-model', null],
  ['openai/us-east-1/gpt-5', null],
])('[USE3] %s in a region: %j', (model, micros) => {
  expect(priceOf(usage({ model, inputTokens: 1_000, outputTokens: 100 }))).toBe(micros);
});

test('[USE3] a client reckons by the maker, whichever cloud served the request', () => {
  const model = 'bedrock/us-east-1/anthropic.claude-sonnet-4-5-20250929-v1:0';
  expect(priceOf(usage({ model, isMakers: true, ...HOUR_OF_CACHE }))).toBe(106_866);
  expect(priceOf(usage({ model: 'gpt-5', isMakers: true, inputTokens: 1_000 }))).toBe(1_250);
  expect(priceOf(usage({ model: 'ollama/gpt-5', isMakers: true, inputTokens: 1_000 }))).toBeNull();
});

test.each(['gemini-2.5-flash-image', 'gemini-3-pro-image-preview', 'gpt-image-1.5'])(
  '[USE3] %s may answer with a picture, whose tokens cost more than its words',
  (model) => {
    expect(priceOf(usage({ model, inputTokens: 1_000 }))).not.toBeNull();
    expect(priceOf(usage({ model, inputTokens: 1_000, outputTokens: 100 }))).toBeNull();
    expect(priceOf(usage({ model, outputTokens: 1 }))).toBeNull();
  },
);

test.each(['gpt-4o-search-preview', 'openai/gpt-4o-mini-search-preview-2025-03-11'])(
  '[USE3] %s searches with each answer, at a price that no list has',
  (model) => {
    expect(priceOf(usage({ model, inputTokens: 1_000 }))).toBeNull();
  },
);

test('[USE3] a vendor before its own model changes no price', () => {
  const plain = priceOf(usage({ model: 'voyage-3', inputTokens: 1_000 }));
  expect(plain).toBe(60);
  expect(priceOf(usage({ model: 'voyage/voyage-3', inputTokens: 1_000 }))).toBe(plain);
});
