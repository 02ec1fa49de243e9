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

const MOST = LIMITS.itemsKept + 2 * LIMITS.snapshotCards;

test('an ordinary number of sessions is left alone', () => {
  const live = withCards(MOST);
  expect(bounded(live)).toBe(live);
});

test('too many are cut to the newest, and an open one stays however old it is', () => {
  const cut = bounded(withCards(MOST + 1));
  expect(cut.cards.size).toBe(LIMITS.itemsKept + LIMITS.snapshotCards);
  expect(cut.cards.has('c0')).toBe(true);
  expect(cut.cards.has('c1')).toBe(false);
  expect(cut.cards.has(`c${String(MOST)}`)).toBe(true);
  expect(cut.more.cards).toBe(LIMITS.snapshotCards + 1);
});

test('[HUB4] those that frames named last stay however old they are: changes of them may come', () => {
  const { cards } = withCards(MOST);
  const lately = card('late', { lastAt: NOON - 1, endedAt: NOON - 1 });
  const cut = bounded({ ...NOTHING_YET, cards: new Map([...cards, ['late', lately]]) });
  expect(cut.cards.size).toBeLessThan(MOST);
  expect(cut.cards.has('late')).toBe(true);
});
