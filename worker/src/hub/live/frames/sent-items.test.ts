import type { PatchFrame } from '@claude-monitor/protocol';
import { exampleSession, exampleTask } from '@claude-monitor/protocol/live/view.fixture';
import { expect, test } from 'vitest';
import { SentItems } from './sent-items.ts';

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
const updateOf = (sent: SentItems, frame: PatchFrame, most = MANY): unknown => {
  const { sessions, changed } = sent.update(frame, most);
  return [sessions.map(({ id }) => id), changed?.sessions];
};

const ERRORS_2 = [{ id: 'a', fields: { errors: 2 } }];

test('[HUB4] tells an item whole, then what changed of it, and nothing where nothing did', () => {
  const sent = new SentItems();
  expect(updateOf(sent, patch([errors(1)]))).toEqual([['a'], []]);
  expect(updateOf(sent, patch([errors(2)]))).toEqual([[], ERRORS_2]);
  expect(updateOf(sent, patch([errors(2)]))).toEqual([[], []]);
});

test('[HUB4] keeps what was sent, not the figures that go on changing', () => {
  const sent = new SentItems();
  const session = errors(1);
  sent.update(patch([session]), MANY);
  session.usage.requests = 7;
  const changed = [{ id: 'a', fields: { usage: { requests: 7 } } }];
  expect(updateOf(sent, patch([session]))).toEqual([[], changed]);
});

test.each<[string, (sent: SentItems) => void]>([
  ['everything was forgotten', (sent) => sent.clear()],
  ['a snapshot was newer', (sent) => sent.onlyOf({ sessions: [errors(9)], tasks: [] })],
  ['a snapshot was without it', (sent) => sent.onlyOf({ sessions: [], tasks: [] })],
  ['an answer to a cursor was newer', (sent) => sent.exceptNewerIn(patch([errors(9)]))],
  [
    'an answer to a cursor said that it is gone',
    (sent) => sent.exceptNewerIn(patch([], { removed: { sessions: ['a'], tasks: [] } })),
  ],
  [
    'it went away',
    (sent) => sent.update(patch([], { removed: { sessions: ['a'], tasks: [] } }), MANY),
  ],
  ['others were sent since', (sent) => sent.update(patch([errors(1, 'b')]), 1)],
])('[HUB4] tells an item whole again after %s', (_, happens) => {
  const sent = new SentItems();
  sent.update(patch([errors(1)]), MANY);
  happens(sent);
  // As it was: a viewer that has the newer one needs it.
  expect(updateOf(sent, patch([errors(1)]))).toEqual([['a'], []]);
});

test.each<[string, (sent: SentItems) => void]>([
  ['a snapshot', (sent) => sent.onlyOf({ sessions: [errors(1)], tasks: [] })],
  ['an answer to a cursor', (sent) => sent.exceptNewerIn(patch([errors(1)]))],
])('[HUB4] goes on after %s that showed the same', (_, happens) => {
  const sent = new SentItems();
  sent.update(patch([errors(1)]), MANY);
  happens(sent);
  expect(updateOf(sent, patch([errors(2)]))).toEqual([[], ERRORS_2]);
});

test('[HUB8] a large item is sent whole each time, and counts as sent', () => {
  const sent = new SentItems();
  const long = (progress: number) =>
    exampleTask('t', NOON, { description: 'x'.repeat(5_000), progress });
  expect(sent.update(patch([], { tasks: [long(0)] }), MANY).tasks).toHaveLength(1);
  expect(sent.update(patch([], { tasks: [long(1)] }), MANY).tasks).toHaveLength(1);
});
