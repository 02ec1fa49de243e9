import { describe, expect, test } from 'vitest';
import { line } from '../../lib/live/live.fixture.ts';
import { lineWords } from './line-words.ts';

describe('a line of "Now"', () => {
  test.each([
    [line('1', { kind: 'task_started' }), 'started', 'Audit the pool', ''],
    [
      line('1', { kind: 'task_done', durationMs: 732_000 }),
      'finished',
      'Audit the pool',
      ', 12 min',
    ],
    [line('1', { kind: 'handover', subject: 'release-bot' }), 'handed over to', 'release-bot', ''],
    [line('1', { kind: 'waiting', subject: null }), 'is waiting for a person', null, ''],
    [
      line('1', { kind: 'error', subject: 'Timeout', severity: 'high' }),
      'High-severity error:',
      'Timeout',
      '',
    ],
  ])('case %#', (given, verb, subject, tail) => {
    expect(lineWords(given)).toMatchObject({ verb, subject, tail });
  });

  test('marks what went wrong', () => {
    expect(lineWords(line('1', { kind: 'task_failed' })).isBad).toBe(true);
    expect(lineWords(line('1', { kind: 'error' })).isBad).toBe(true);
    expect(lineWords(line('1', { kind: 'task_done' })).isBad).toBe(false);
  });
});
