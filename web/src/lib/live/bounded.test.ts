import { expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { bounded } from './bounded.ts';
import { card, NOON } from './live.fixture.ts';
import { NOTHING_YET } from './live-state.ts';

const withCards = (count: number) => ({
  ...NOTHING_YET,
  cards: new Map(
    Array.from({ length: count }, (_, index) => {
      const id = `c${String(index)}`;
      const endedAt = index === 0 ? null : NOON;
      return [id, card(id, { lastAt: NOON + index, endedAt })] as const;
    }),
  ),
});

test('an ordinary number of sessions is left alone', () => {
  const live = withCards(2 * LIMITS.snapshotCards);
  expect(bounded(live)).toBe(live);
});

test('too many are cut to the newest, and an open one stays however old it is', () => {
  const cut = bounded(withCards(2 * LIMITS.snapshotCards + 1));
  expect(cut.cards.size).toBe(LIMITS.snapshotCards);
  expect(cut.cards.has('c0')).toBe(true);
  expect(cut.cards.has('c1')).toBe(false);
  expect(cut.cards.has(`c${String(2 * LIMITS.snapshotCards)}`)).toBe(true);
  expect(cut.more.cards).toBe(LIMITS.snapshotCards + 1);
});
