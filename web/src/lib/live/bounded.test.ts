import { expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { bounded } from './bounded.ts';
import { session, NOON } from './live.fixture.ts';
import { NOTHING_YET } from './live-state.ts';

const withSessions = (count: number) => ({
  ...NOTHING_YET,
  sessions: new Map(
    Array.from({ length: count }, (_, index) => {
      const id = `c${String(index)}`;
      const endedAt = index === 0 ? null : NOON;
      return [id, session(id, { lastAt: NOON + index, endedAt })] as const;
    }),
  ),
});

const MOST = LIMITS.itemsKept + 2 * LIMITS.snapshotSessions;

test('an ordinary number of sessions is left alone', () => {
  const live = withSessions(MOST);
  expect(bounded(live)).toBe(live);
});

test('too many are cut to the newest, and an open one stays however old it is', () => {
  const cut = bounded(withSessions(MOST + 1));
  expect(cut.sessions.size).toBe(LIMITS.itemsKept + LIMITS.snapshotSessions);
  expect(cut.sessions.has('c0')).toBe(true);
  expect(cut.sessions.has('c1')).toBe(false);
  expect(cut.sessions.has(`c${String(MOST)}`)).toBe(true);
  expect(cut.more.sessions).toBe(LIMITS.snapshotSessions + 1);
});

test('[HUB4] those that frames named last stay however old they are: changes of them may come', () => {
  const { sessions } = withSessions(MOST);
  const lately = session('late', { lastAt: NOON - 1, endedAt: NOON - 1 });
  const cut = bounded({ ...NOTHING_YET, sessions: new Map([...sessions, ['late', lately]]) });
  expect(cut.sessions.size).toBeLessThan(MOST);
  expect(cut.sessions.has('late')).toBe(true);
});
