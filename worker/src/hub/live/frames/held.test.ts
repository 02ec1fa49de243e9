import type { PatchFrame } from '@claude-monitor/protocol';
import { exampleSession, exampleTask } from '@claude-monitor/protocol/live/view.fixture';
import { expect, test } from 'vitest';
import { Held } from './held.ts';

const NOON = Date.UTC(2026, 10, 22, 12);
const MANY = 100;

const errors = (count: number, id = 'a') => exampleSession(id, NOON, { errors: count });

const patch = (sessions: PatchFrame['sessions'], rest: Partial<PatchFrame> = {}): PatchFrame => ({
  type: 'patch',
  from: '1',
  to: '2',
  at: NOON,
  sessions,
  tasks: [],
  removed: { sessions: [], tasks: [] },
  series: [],
  lines: [],
  moreLines: 0,
  ...rest,
});

/** Ids of items that are sent whole, and the fields that are sent of others. */
const updateOf = (held: Held, frame: PatchFrame, most = MANY): unknown => {
  const { sessions, changed } = held.update(frame, most);
  return [sessions.map(({ id }) => id), changed?.sessions];
};

const ERRORS_2 = [{ id: 'a', fields: { errors: 2 } }];

test('[HUB4] tells an item whole, then what changed of it, and nothing where nothing did', () => {
  const held = new Held();
  expect(updateOf(held, patch([errors(1)]))).toEqual([['a'], []]);
  expect(updateOf(held, patch([errors(2)]))).toEqual([[], ERRORS_2]);
  expect(updateOf(held, patch([errors(2)]))).toEqual([[], []]);
});

test('[HUB4] keeps what was sent, not the figures that go on changing', () => {
  const held = new Held();
  const session = errors(1);
  held.update(patch([session]), MANY);
  session.usage.requests = 7;
  const changed = [{ id: 'a', fields: { usage: { requests: 7 } } }];
  expect(updateOf(held, patch([session]))).toEqual([[], changed]);
});

test.each<[string, (held: Held) => void]>([
  ['everything was forgotten', (held) => held.clear()],
  ['a snapshot was newer', (held) => held.onlyOf({ sessions: [errors(9)], tasks: [] })],
  ['a snapshot was without it', (held) => held.onlyOf({ sessions: [], tasks: [] })],
  ['an answer to a cursor was newer', (held) => held.exceptNewerIn(patch([errors(9)]))],
  [
    'an answer to a cursor said that it is gone',
    (held) => held.exceptNewerIn(patch([], { removed: { sessions: ['a'], tasks: [] } })),
  ],
  [
    'it went away',
    (held) => held.update(patch([], { removed: { sessions: ['a'], tasks: [] } }), MANY),
  ],
  ['others were sent since', (held) => held.update(patch([errors(1, 'b')]), 1)],
])('[HUB4] tells an item whole again after %s', (_, happens) => {
  const held = new Held();
  held.update(patch([errors(1)]), MANY);
  happens(held);
  // As it was: a viewer that has the newer one needs it.
  expect(updateOf(held, patch([errors(1)]))).toEqual([['a'], []]);
});

test.each<[string, (held: Held) => void]>([
  ['a snapshot', (held) => held.onlyOf({ sessions: [errors(1)], tasks: [] })],
  ['an answer to a cursor', (held) => held.exceptNewerIn(patch([errors(1)]))],
])('[HUB4] goes on after %s that showed the same', (_, happens) => {
  const held = new Held();
  held.update(patch([errors(1)]), MANY);
  happens(held);
  expect(updateOf(held, patch([errors(2)]))).toEqual([[], ERRORS_2]);
});

test('[HUB8] a large item is sent whole each time, and counts as sent', () => {
  const held = new Held();
  const long = (progress: number) =>
    exampleTask('t', NOON, { description: 'x'.repeat(5_000), progress });
  expect(held.update(patch([], { tasks: [long(0)] }), MANY).tasks).toHaveLength(1);
  expect(held.update(patch([], { tasks: [long(1)] }), MANY).tasks).toHaveLength(1);
});
