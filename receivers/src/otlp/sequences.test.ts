import { describe, expect, test } from 'vitest';
import { sequenceEvents } from './sequences.ts';

const numbered = (...records: [sequence: number, time: number, sessionId?: string][]) =>
  records.map(([sequence, time, sessionId = 'run']) => ({ sequence, time, sessionId }));

const intervalsOf = (records: ReturnType<typeof numbered>) =>
  sequenceEvents(records).map((event) =>
    event.type === 'sequence'
      ? [event.sessionId, event.process, event.from, event.to, event.count]
      : [],
  );

describe('sequenceEvents', () => {
  test('[USE5] records without a gap are one interval, named by its first', () => {
    expect(intervalsOf(numbered([4, 100], [5, 101], [6, 101]))).toEqual([
      ['run', '4@100', 4, 6, 3],
    ]);
  });

  test('[USE5] a gap parts two intervals: what lies between did not arrive', () => {
    expect(intervalsOf(numbered([0, 100], [1, 101], [3, 103]))).toEqual([
      ['run', '0@100', 0, 1, 2],
      ['run', '3@103', 3, 3, 1],
    ]);
  });

  test('[USE5] records out of order or repeated are the same interval, with the same id', () => {
    const inOrder = numbered([0, 100], [1, 101], [2, 102]);
    const disordered = numbered([2, 102], [0, 100], [1, 101], [0, 100]);
    expect(sequenceEvents(disordered)).toEqual(sequenceEvents(inOrder));
  });

  test('[USE5] numbers that repeat at another time are those of another process', () => {
    expect(intervalsOf(numbered([0, 100], [1, 101], [0, 900], [1, 901]))).toEqual([
      ['run', '0@100', 0, 1, 2],
      ['run', '0@900', 0, 1, 2],
    ]);
  });

  test('[USE5] one process goes on under a new session after /clear', () => {
    const records = numbered([7, 100], [8, 101, 'next']);
    expect(intervalsOf(records)).toEqual([
      ['run', '7@100', 7, 7, 1],
      ['next', '8@101', 8, 8, 1],
    ]);
    const [before, after] = sequenceEvents(records);
    expect(before).not.toHaveProperty('isContinued');
    expect(after).toHaveProperty('isContinued', true);
    // An export that does not hold what came before reports the same records otherwise.
    expect(sequenceEvents(records.slice(1))[0]?.id).not.toBe(after?.id);
  });
});
