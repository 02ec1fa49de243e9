import { expect, test } from 'vitest';
import { session, patch } from './live.fixture.ts';
import { parseFrame } from './parse-frame.ts';

test('a frame of the protocol is taken', () => {
  const frame = patch('1', '2', { sessions: [session('a')] });
  expect(parseFrame(JSON.stringify(frame))).toEqual(frame);
});

test('fields of a newer server are dropped', () => {
  const frame = { ...patch('1', '2'), mood: 'good' };
  expect(parseFrame(JSON.stringify(frame))).toEqual(patch('1', '2'));
});

test.each([
  ['no JSON', '{'],
  ['an unknown type', '{"type":"weather"}'],
  ['a patch without its position', JSON.stringify({ ...patch('1', '2'), from: undefined })],
  [
    'a session of wrong shape',
    JSON.stringify(patch('1', '2')).replace('"sessions":[]', '"sessions":[{"id":1}]'),
  ],
  ['null', 'null'],
])('%s is not understood', (_, text) => {
  expect(parseFrame(text)).toBeNull();
});
