import type { ErrorKind } from '@claude-monitor/protocol/api/index';
import { expect, test } from 'vitest';
import { sentenceOf } from './sentence.ts';

const kind = (errorType: string, part: Partial<ErrorKind> = {}): ErrorKind => ({
  ...{ fingerprint: errorType, errorType, message: '', severity: 'low' },
  ...{ count: 1, sessions: 1, agents: [], moreAgents: 0, trend: [], examples: [] },
  ...{ firstAt: 1, lastAt: 1, isNew: false },
  ...part,
});
const severe = (errorType: string): ErrorKind => kind(errorType, { isNew: true, severity: 'high' });

const text = (
  items: ErrorKind[],
  { errors = 5, countedFrom = null as number | null, hasBefore = true, isFiltered = false } = {},
): string =>
  sentenceOf(
    {
      ...{ errors, items, countedFrom, hasBefore, kinds: items.length },
      newKinds: items.filter(({ isNew }) => isNew).length,
    },
    { when: 'in the last 7 days', isFiltered },
  )
    .map((part) => part.text)
    .join('');

test('what is new and severe is named, a few by name', () => {
  expect(text([severe('A'), kind('B')])).toBe(
    '5 errors of 2 kinds in the last 7 days. One kind is new and severe: A.',
  );
  expect(text([severe('A'), severe('B')])).toContain('Two kinds are new and severe: A and B.');
  expect(text(['A', 'B', 'C', 'D', 'E'].map(severe))).toContain(
    '5 kinds are new and severe: A, B, C and 2 more.',
  );
});

test('what is only new, or not new, is said to be that', () => {
  expect(text([kind('A', { isNew: true })])).toContain('One kind is new, none of them severe.');
  expect(text([kind('A')], { errors: 1 })).toBe(
    '1 error of 1 kind in the last 7 days. None is new.',
  );
});

test('nothing is claimed to be new that may be older than what was counted or kept', () => {
  expect(text([severe('A')], { countedFrom: 9 })).toBe('5 errors of 1 kind in the last 7 days. ');
  expect(text([kind('A')], { hasBefore: false })).toBe('5 errors of 1 kind in the last 7 days. ');
  expect(text([], { errors: 0, isFiltered: true })).toBe('No matching errors in the last 7 days.');
});
