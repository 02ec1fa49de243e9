import { expect, test } from 'vitest';
import { LIMITS } from '../limits.ts';
import { cleanArguments } from './clean-arguments.ts';

test('[PRX4] secrets go from every text, however deep', () => {
  const tasks = [{ taskId: 'a', taskDescription: 'use password=hunter2' }];
  expect(cleanArguments({ project: 'ghp_16C7e42F292c6912E7710c83', tasks })).toEqual({
    project: '[redacted: github token]',
    tasks: [{ taskId: 'a', taskDescription: 'use password=[redacted]' }],
  });
});

test('free text is cut at its limit; ids and names are left for the refusal', () => {
  const long = 'x'.repeat(10_000);
  expect(cleanArguments({ errorMessage: long, taskDescription: long, sessionId: long })).toEqual({
    errorMessage: 'x'.repeat(LIMITS.errorMessageLength),
    taskDescription: 'x'.repeat(LIMITS.textLength),
    sessionId: long,
  });
});

test('a cut leaves neither half a character nor half a secret', () => {
  const emoji = 'x'.repeat(LIMITS.textLength - 1) + '🙂';
  expect(cleanArguments({ summary: emoji })).toEqual({
    summary: 'x'.repeat(LIMITS.textLength - 1),
  });
  const secret = `${'x'.repeat(LIMITS.textLength - 10)} sk-ant-api03-abcdefghijklmnop`;
  expect(JSON.stringify(cleanArguments({ summary: secret }))).not.toContain('sk-ant');
});

test('a lone surrogate becomes a character that can be sent', () => {
  expect(cleanArguments({ summary: 'a\ud800b' })).toEqual({ summary: 'a\ufffdb' });
});

test.each([null, 3, true, undefined])('what is no text stays: %s', (value) => {
  expect(cleanArguments(value)).toBe(value);
});
