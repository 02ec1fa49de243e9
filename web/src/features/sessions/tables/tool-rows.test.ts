import { describe, expect, test } from 'vitest';
import { byTime, failureWords, toolWords } from './tool-rows.ts';

describe('tools', () => {
  const tool = (name: string | null, totalMs: number | null, calls = 1) => ({
    name,
    calls,
    failed: 0,
    denied: 0,
    open: 0,
    totalMs,
    maxMs: totalMs,
  });

  test('stand by the time they took, those without a time last', () => {
    const tools = [tool('b', null, 9), tool('a', 5), tool(null, null), tool('c', 7)];
    expect(byTime(tools).map(({ name }) => name)).toEqual(['c', 'a', 'b', null]);
  });

  test.each([
    ['Bash', 'Bash', null],
    ['mcp__claude-monitor__log_task_start', 'log_task_start', 'claude-monitor'],
    ['mcp__files__read__all', 'read__all', 'files'],
    ['mcp__files', 'mcp__files', null],
  ])('%s is %s of %s', (toolName, name, server) => {
    expect(toolWords(toolName)).toEqual({ name, server });
  });

  test('say what went wrong', () => {
    expect(failureWords({ ...tool('a', 1), failed: 2, denied: 1 })).toBe('2 failed, 1 denied');
    expect(failureWords(tool('a', 1))).toBeNull();
  });
});
