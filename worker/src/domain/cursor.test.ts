import { LIMITS } from '@claude-monitor/protocol';
import { expect, test } from 'vitest';
import { cursorOf, parseCursor, resumeFrom } from './cursor.ts';

const hub = { epoch: 7, seq: 100, goneSeq: 50 };
const few = () => 3;

test.each([
  { name: 'none', cursor: null, kind: 'fresh', seq: 0 },
  { name: 'an empty one', cursor: '', kind: 'fresh', seq: 0 },
  { name: 'its own position', cursor: cursorOf({ epoch: 7, seq: 100 }), kind: 'resume', seq: 100 },
  { name: 'an older one', cursor: cursorOf({ epoch: 7, seq: 50 }), kind: 'resume', seq: 50 },
  {
    name: 'one before a removal',
    cursor: cursorOf({ epoch: 7, seq: 49 }),
    kind: 'too_old',
    seq: 0,
  },
  { name: 'one ahead', cursor: cursorOf({ epoch: 7, seq: 101 }), kind: 'other_epoch', seq: 0 },
  { name: 'another epoch', cursor: cursorOf({ epoch: 8, seq: 60 }), kind: 'other_epoch', seq: 0 },
  { name: 'garbage', cursor: 'a.b.c', kind: 'other_epoch', seq: 0 },
])('[HUB2] a viewer with $name as its cursor: $kind', ({ cursor, kind, seq }) => {
  expect(resumeFrom(cursor, hub, few)).toEqual({ kind, seq });
});

test('[HUB2] more changes than a patch may carry make a gap', () => {
  const cursor = cursorOf({ epoch: 7, seq: 60 });
  const limits: number[] = [];
  const count = (changes: number) => (seq: number) => {
    limits.push(seq);
    return changes;
  };
  expect(resumeFrom(cursor, hub, count(LIMITS.resumeChanges)).kind).toBe('resume');
  expect(resumeFrom(cursor, hub, count(LIMITS.resumeChanges + 1)).kind).toBe('too_far_behind');
  expect(limits).toEqual([60, 60]);
});

test.each([
  '',
  '.',
  'a',
  'a.',
  '.a',
  'a.b.c',
  'a!.b',
  '-1.2',
  ' a.b',
  'zzzzzzzzzzzz.1',
  'zzzzzzzzzzz.1',
])('the cursor %j is no position', (text) => {
  expect(parseCursor(text)).toBeNull();
});

test('a cursor reads back what it was made of', () => {
  const position = { epoch: 1_795_355_641_584, seq: 1_795_355_641_584_999 };
  expect(parseCursor(cursorOf(position))).toEqual(position);
});
