import { describe, expect, test } from 'vitest';
import { completenessWords, whatIsMissing } from './completeness.ts';

describe('[USE5] completeness', () => {
  test('is unknown where nothing is numbered, never 100%', () => {
    expect(completenessWords(null).label).toBeNull();
    expect(completenessWords({ of: 'records', received: 0, expected: 0 }).label).toBeNull();
    expect(whatIsMissing(null)).toBeNull();
  });

  test('says of what, and how many', () => {
    const words = completenessWords({ of: 'records', received: 1_192, expected: 1_200 });
    expect(words).toMatchObject({ label: '99%', of: 'records', isShort: true });
    expect(words.title).toBe('1,192 of 1,200 records received, by sequence number');
    expect(completenessWords({ of: 'tokens', received: 1, expected: 2 }).title).toBe(
      '1 of 2 tokens received, according to metrics',
    );
  });

  test('stands on a row only when something is missing', () => {
    expect(whatIsMissing({ of: 'records', received: 96, expected: 100 })).toBe('96% of records');
    expect(whatIsMissing({ of: 'records', received: 99_999, expected: 100_000 })).toBe(
      '99% of records',
    );
    expect(whatIsMissing({ of: 'records', received: 100, expected: 100 })).toBeNull();
    expect(whatIsMissing({ of: 'tokens', received: 101, expected: 100 })).toBeNull();
  });
});
