import { SHOWABLE } from '@claude-monitor/protocol/api/share';
import { expect, test } from 'vitest';
import { SHOWABLE_WORDS } from './showable-words.ts';

test('every name that may be ticked has words', () => {
  expect(Object.keys(SHOWABLE_WORDS)).toEqual([...SHOWABLE]);
});
