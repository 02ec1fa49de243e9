import type { ParkedRow } from '@claude-monitor/protocol/api/parked';
import { describe, expect, test } from 'vitest';
import { dayAndTime } from '../../lib/format/time.ts';
import { NOON } from '../../lib/live/live.fixture.ts';
import { failingWords, parkedTitle, retriedWords } from './parked-words.ts';

const row: ParkedRow = {
  id: '1',
  kind: 'session',
  session: 's',
  hour: null,
  rows: 1,
  bytes: 100,
  reason: 'SQLITE_CONSTRAINT',
  message: 'A value is missing.',
  firstAt: NOON,
  lastAt: NOON,
  tries: 1,
};

describe('[STO7] a parked row', () => {
  test('says what it is about, and of which hour', () => {
    expect(parkedTitle(row)).toBe('Session');
    expect(parkedTitle({ ...row, kind: 'usage', hour: NOON })).toBe(
      `Requests and usage, hour of ${dayAndTime(NOON)}`,
    );
  });

  test.each([
    [{ landed: 1, refused: 0, left: 0 }, '1 stored, 0 rejected again.'],
    [
      { landed: 120, refused: 80, left: 300 },
      '120 stored, 80 rejected again. 300 not sent yet. Send all again to continue.',
    ],
  ])('sent again as %j says: %s', (retried, words) => {
    expect(retriedWords(retried)).toBe(words);
  });
});

test.each(['parked_full', 'all_refused', 'refused', 'busy', 'timeout'])(
  '[STO7] a database that takes no rows says why, of %s and of a code of the future',
  (code) => {
    expect(failingWords(code)).not.toBe(failingWords('of the future'));
  },
);
