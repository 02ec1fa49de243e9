import { LIMITS } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { eventOf } from '../hub.fixture.ts';
import { RecentIds } from './recent-ids.ts';

const event = (id: string, sessionId = 's') => eventOf({ id, type: 'prompt', time: 1, sessionId });

test('[ING2] an id is known of its session for a day', () => {
  const recent = new RecentIds();
  recent.add(event('a'), 0);
  expect(recent.has(event('a'))).toBe(true);
  expect(recent.has(event('a', 'other'))).toBe(false);
  recent.add(event('b'), LIMITS.duplicateMemoryMs + 1);
  expect(recent.has(event('a'))).toBe(false);
});

test('[ING2] the memory of ids is bounded, the oldest go first', () => {
  const recent = new RecentIds();
  const last = LIMITS.duplicateMemoryIds;
  for (let index = 0; index <= last; index++) recent.add(event(String(index)), 0);
  expect(recent.has(event('0'))).toBe(false);
  expect(recent.has(event('1'))).toBe(true);
  expect(recent.has(event(String(last)))).toBe(true);
});

test('[ING2] ids of two sessions never meet, nor those of one name on two devices', () => {
  const recent = new RecentIds();
  recent.add(event('c', 'a b'), 0);
  expect(recent.has(event('b c', 'a'))).toBe(false);
  const on = (device: string) => ({ ...event('e'), device });
  recent.add(on('lab'), 0);
  expect(recent.has(on('lab'))).toBe(true);
  expect(recent.has(on('office'))).toBe(false);
});
