import { describe, expect, test } from 'vitest';
import { createSeal } from './seal.ts';

const { seal, unseal } = createSeal('secret of a link');

describe('what is sealed for a link', () => {
  test.each(['0123456789abcdef', '[1700000000000,"ü"]', 'x', 'y'.repeat(400)])(
    '[SHR2] %s is the same each time, and leads back',
    (text) => {
      expect(seal(text)).toBe(seal(text));
      expect(seal(text)).toMatch(/^[\w-]+$/);
      expect(unseal(seal(text))).toBe(text);
    },
  );

  test('[SHR2] is of no use to another link, and no two of its texts are alike in part', () => {
    const other = createSeal('secret of another');
    expect(other.seal('a')).not.toBe(seal('a'));
    expect(other.unseal(seal('a'))).toBeNull();
    expect(seal('0123456789abcdef').slice(0, 8)).not.toBe(seal('0123456789abcdee').slice(0, 8));
  });

  test.each([
    ['nothing', ''],
    ['an id as the monitor has it', '0123456789abcdef'],
    ['text', 'billing-1'],
    ['a piece', seal('0123456789abcdef').slice(0, -1)],
    ['more', `${seal('0123456789abcdef')}AA`],
    ['a changed one', seal('0123456789abcdef').replace(/^./, (one) => (one === 'A' ? 'B' : 'A'))],
  ])('[SHR2] %s is not taken back', (_, text) => {
    expect(unseal(text)).toBeNull();
  });
});
