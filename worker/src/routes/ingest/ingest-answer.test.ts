import { describe, expect, test } from 'vitest';
import type { TelemetryEvent } from '@claude-monitor/protocol';
import type { RefusedItem } from '@claude-monitor/receivers';
import { countCodes, ingestAnswer } from './ingest-answer.ts';

const event = (id: string): TelemetryEvent => ({
  id,
  type: 'session.start',
  time: 1,
  sessionId: 's',
  source: 'api',
});

const refused = (index: number): RefusedItem => ({
  index,
  id: `r${String(index)}`,
  code: 'invalid_event',
  path: 'time',
  message: 'no',
});

describe('ingestAnswer', () => {
  test('[ING3] puts refused items back in their places, first, last and side by side', () => {
    const answer = ingestAnswer(
      [event('a'), event('b'), event('c')],
      ['accepted', 'duplicate', 'too_old'],
      [refused(0), refused(2), refused(3), refused(6)],
    );
    expect(answer.results.map(({ id, status }) => `${String(id)} ${status}`)).toEqual([
      'r0 rejected',
      'a accepted',
      'r2 rejected',
      'r3 rejected',
      'b duplicate',
      'c rejected',
      'r6 rejected',
    ]);
    expect(answer).toMatchObject({ accepted: 1, duplicates: 1, rejected: 5 });
  });

  test('[ING5] says that an event is too old, and where', () => {
    const { results } = ingestAnswer([event('a')], ['too_old'], []);
    expect(results).toMatchObject([{ id: 'a', code: 'too_old', path: 'time' }]);
  });

  test('is empty for an empty batch', () => {
    expect(ingestAnswer([], [], [])).toEqual({
      accepted: 0,
      duplicates: 0,
      rejected: 0,
      results: [],
    });
  });

  test('fails rather than claim an outcome the hub did not give', () => {
    expect(() => ingestAnswer([event('a')], [], [])).toThrow('without an outcome');
  });
});

test('countCodes counts each code', () => {
  expect(countCodes([refused(0), refused(1), { ...refused(2), code: 'missing_id' }])).toEqual({
    invalid_event: 2,
    missing_id: 1,
  });
});
