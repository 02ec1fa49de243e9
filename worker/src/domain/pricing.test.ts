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

test.each([
  '',
  'no-such-model',
  'gpt-of-tomorrow',
  'claude-of-tomorrow',
  'us.anthropic.claude-of-tomorrow-v1:0',
  '<b>',
])('[USE3] the unknown model %j has no price rather than a price of 0', (model) => {
  expect(priceOf(usage({ model, inputTokens: 1000 }))).toBeNull();
});
