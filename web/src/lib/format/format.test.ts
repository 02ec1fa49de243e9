import { describe, expect, test } from 'vitest';
import { figures, line } from '../live/fixtures.ts';
import { lineWords } from '../../features/live/line-words.ts';
import { shortModel, shortSessionId, shortUser } from './names.ts';
import { dollars, fineDollars, percent, shortCount } from './numbers.ts';
import { duration, fineDuration, span } from './time.ts';
import { listPrice, priceProvenance, provenance, unpricedPart } from './usage.ts';

test.each([
  [0, '0'],
  [842, '842'],
  [999, '999'],
  [1_000, '1.00 k'],
  [48_210, '48.2 k'],
  [999_960, '1.00 M'],
  [1_240_000, '1.24 M'],
  [123_400_000, '123 M'],
  [7_000_000_000, '7.00 G'],
])('%d tokens are shown as %s', (count, text) => {
  expect(shortCount(count)).toBe(text.replace(' ', '\u202f'));
});

test.each([
  [0, '$0.00'],
  [1, '<$0.01'],
  [4_999, '<$0.01'],
  [5_000, '$0.01'],
  [18_420_000, '$18.42'],
  [1_234_560_000, '$1,234.56'],
  [12_345_670_000, '$12,346'],
])('%d micro-dollars are shown as %s', (micros, text) => {
  expect(dollars(micros)).toBe(text);
});

test.each([
  [0, '$0.0000'],
  [49, '<$0.0001'],
  [72_410, '$0.0724'],
  [1_234_560_000, '$1,234.5600'],
])('one request of %d micro-dollars is shown as %s', (micros, text) => {
  expect(fineDollars(micros)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [340, '340 ms'],
  [2_490, '2.4 s'],
  [9_999, '9.9 s'],
  [10_000, '10 s'],
  [93_000, '1 min 33 s'],
])('a call of %d ms took %s', (ms, text) => {
  expect(fineDuration(ms)).toBe(text);
});

test('only all of it is 100%', () => {
  expect(percent(0.999)).toBe('99%');
  expect(percent(1)).toBe('100%');
  expect(percent(0.29)).toBe('29%');
  expect(percent(7)).toBe('100%');
});

test.each([
  [-5, '0 s'],
  [3_900, '3 s'],
  [59_999, '59 s'],
  [6 * 60_000, '6 min'],
  [119 * 60_000, '1 h'],
  [50 * 3_600_000, '2 d'],
])('a span of %d ms is %s', (ms, text) => {
  expect(span(ms)).toBe(text);
});

test('a piece of work is told in seconds while that matters', () => {
  expect(duration(61_000)).toBe('1 min 1 s');
  expect(duration(12 * 60_000 + 5_000)).toBe('12 min');
  expect(duration(900)).toBe('0 s');
});

describe('every figure says how it knows', () => {
  const measured = { requests: 1, inputTokens: 90, costMicros: 900 };
  const reported = { requests: 1, inputTokens: 10, costMicros: 100 };

  test.each([
    [figures({ measured }), 'measured', 'measured'],
    [figures({ reported }), 'reported', 'reported'],
    [figures({ measured, reported }), '90% measured', '90% measured'],
    [figures({}), null, null],
  ])('case %#', (usage, tokens, price) => {
    expect(provenance(usage)).toBe(tokens);
    expect(priceProvenance(usage)).toBe(price);
  });

  test('[USE3] a price that is not known is never nothing', () => {
    const unknown = figures({ measured: { requests: 2, inputTokens: 9, unpricedRequests: 2 } });
    expect(listPrice(unknown)).toBe('unpriced');
    expect(unpricedPart(unknown)).toBeNull();
    const partly = figures({ measured: { ...measured, unpricedRequests: 2 } });
    expect(listPrice(partly)).toBe('<$0.01');
    expect(unpricedPart(partly)).toBe('+2 unpriced');
    expect(listPrice(figures({}))).toBe('–');
  });
});

test.each([
  ['claude-sonnet-4-5-20250929', 'sonnet-4-5'],
  ['claude-opus-4-5', 'opus-4-5'],
  ['local-llama', 'local-llama'],
])('the model %s is shown as %s', (model, text) => {
  expect(shortModel(model)).toBe(text);
});

test('a session is shown by what people called it, or by the first part of a universal id', () => {
  expect(shortSessionId('infra-001')).toBe('infra-001');
  expect(shortSessionId('0b7c1f2e-1111-4222-8333-123456789abc')).toBe('0b7c1f2e');
});

test('a user is shown by name, and an install by the first part of its id', () => {
  expect(shortUser('ada@example.org')).toBe('ada@example.org');
  expect(shortUser('ef260e9a'.repeat(8))).toBe('user ef260e9a');
  expect(shortUser('0b7c1f2e-1111-4222-8333-123456789abc')).toBe('user 0b7c1f2e');
});

describe('a line of "Now"', () => {
  test.each([
    [line('1', { kind: 'task started' }), 'started', 'Audit the pool', ''],
    [
      line('1', { kind: 'task done', durationMs: 732_000 }),
      'finished',
      'Audit the pool',
      ', 12 min',
    ],
    [line('1', { kind: 'handover', subject: 'release-bot' }), 'handed over to', 'release-bot', ''],
    [line('1', { kind: 'waiting', subject: null }), 'waits for someone', null, ''],
    [
      line('1', { kind: 'error', subject: 'Timeout', severity: 'high' }),
      'error, high:',
      'Timeout',
      '',
    ],
  ])('case %#', (given, verb, subject, tail) => {
    expect(lineWords(given)).toMatchObject({ verb, subject, tail });
  });

  test('marks what went wrong', () => {
    expect(lineWords(line('1', { kind: 'task failed' })).isBad).toBe(true);
    expect(lineWords(line('1', { kind: 'error' })).isBad).toBe(true);
    expect(lineWords(line('1', { kind: 'task done' })).isBad).toBe(false);
  });
});
