import { describe, expect, test } from 'vitest';
import { noAnswerWords, refusalIn, refusalWords } from './refusal.ts';

const refusal = { error: { code: 'journal_full', message: 'Send it again later.' } };

describe('a refusal of the monitor', () => {
  test('is read from a parsed body and from its text', () => {
    expect(refusalIn(refusal)).toEqual(refusal.error);
    expect(refusalIn(JSON.stringify(refusal))).toEqual(refusal.error);
    expect(refusalWords(503, refusal)).toBe('HTTP 503 journal_full');
  });

  test.each([['<html>'], [''], ['null'], [null], [{ error: 'no' }], [{ error: { code: 1 } }]])(
    'is not what %j says',
    (body) => {
      expect(refusalIn(body)).toBeNull();
      expect(refusalWords(502, body)).toBe('HTTP 502');
    },
  );

  test('has a code of a bounded length', () => {
    expect(refusalIn({ error: { code: 'x'.repeat(1_000), message: '' } })?.code).toHaveLength(40);
  });
});

test('no answer is said in the same words on every runtime', () => {
  const slow = Object.assign(new Error('The operation timed out.'), { name: 'TimeoutError' });
  expect(noAnswerWords(slow, 5_000)).toBe('no answer within 5 s');
  expect(noAnswerWords(new TypeError('fetch failed'), 5_000)).toBe('cannot be reached');
});
