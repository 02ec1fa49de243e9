import { expect, test } from 'vitest';
import { dollars, fineDollars, percent, shortCount } from './numbers.ts';

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

test('only all of it is 100%', () => {
  expect(percent(0.999)).toBe('99%');
  expect(percent(1)).toBe('100%');
  expect(percent(0.29)).toBe('29%');
  expect(percent(7)).toBe('100%');
});
