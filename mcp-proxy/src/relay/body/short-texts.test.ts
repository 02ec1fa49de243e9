import { describe, expect, test } from 'vitest';
import { seeded } from '@claude-monitor/protocol/testing/random';
import { ShortTexts } from './short-texts.ts';

function cut(text: string, limit: number, chunkBytes: number): string {
  const texts = new ShortTexts(limit);
  const bytes = Buffer.from(text);
  const kept: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    kept.push(Buffer.from(texts.take(bytes.subarray(at, at + chunkBytes))));
  }
  return Buffer.concat(kept).toString('utf8');
}

describe('ShortTexts', () => {
  test('leaves a body with short texts as it is', () => {
    const body = JSON.stringify({ a: 'b\\"c', list: [1, 'é', null], 'ke"y': '\u0001😀' });
    for (const chunk of [1, 2, 3, 1_000]) expect(cut(body, 100, chunk)).toBe(body);
  });

  test('cuts long texts and keeps what stands behind them', () => {
    const body = { tool: 'Bash', output: 'x'.repeat(10_000), duration_ms: 12 };
    const kept: unknown = JSON.parse(cut(JSON.stringify(body), 20, 7));
    expect(kept).toEqual({ tool: 'Bash', output: 'x'.repeat(20), duration_ms: 12 });
  });

  test('cuts neither a character nor an escape in two, wherever chunks end', () => {
    const random = seeded(7);
    const pieces: [string, ...string[]] = [
      'a',
      'é',
      '😀',
      '"',
      '\\',
      '\n',
      '\u0001',
      '\ud83d',
      '\\"',
      '€',
    ];
    for (let round = 0; round < 400; round++) {
      const text = (): string =>
        Array.from({ length: random.between(0, 29) }, () => random.pick(pieces)).join('');
      const body = { [text()]: text(), list: [text(), { deep: text() }], end: 1 };
      const json = JSON.stringify(body);
      const limit = random.between(1, 20);
      const whole = cut(json, limit, 100_000);
      expect(() => void JSON.parse(whole)).not.toThrow();
      for (const chunk of [1, 2, 5]) expect(cut(json, limit, chunk)).toBe(whole);
      expect(JSON.parse(cut(json, 10_000, 3))).toEqual(body);
    }
  });
});
