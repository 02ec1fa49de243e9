import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LIMITS } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';

const toml = readFileSync(join(import.meta.dirname, '../../wrangler.toml'), 'utf8');

test('the platform limits the rate of a key as the table of limits says', () => {
  const rate = /^simple = \{ limit = (\d+), period = (\d+) \}$/m.exec(toml);
  expect([Number(rate?.[1]), Number(rate?.[2]) * 1_000]).toEqual([
    LIMITS.rateRequests,
    LIMITS.ratePeriodMs,
  ]);
});
