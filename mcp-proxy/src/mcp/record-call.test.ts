import { describe, expect, test } from 'vitest';
import { LIMITS } from '@claude-monitor/protocol/limits';
import { parseEvent } from '@claude-monitor/protocol/event/parse-event';
import { LOG_TOOLS, type LogTool, type ToolContext } from '@claude-monitor/protocol/tools/tools';
import { callerOf, contextOf, deviceId } from './call-context.ts';
import { recordCall, type RecordedCall } from './record-call.ts';
import { UsageTotals } from './usage-totals.ts';

function toolNamed(name: string): LogTool {
  const tool = LOG_TOOLS.find((each) => each.name === name);
  if (tool === undefined) throw new Error(`no tool ${name}`);
  return tool;
}

let lastId = 0;
const context: ToolContext = { newId: () => `id-${String(++lastId)}`, now: 1_790_000_000_000 };

const record = (name: string, input: unknown, totals = new UsageTotals()): RecordedCall =>
  recordCall(toolNamed(name), input, { context, totals });

const answerOf = (call: RecordedCall): string => (call.ok ? call.answer : call.fault);

describe('recordCall', () => {
  test('a call becomes events that the server accepts', () => {
    const tasks = [{ taskId: 'a' }, { taskId: 'b', dependsOn: ['a'] }];
    const call = record('log_plan', { sessionId: 's', project: 'dex', tasks });
    const events = call.ok ? call.lines.map((line) => parseEvent(JSON.parse(line))) : [];
    expect(events).toHaveLength(2);
    expect(events.every((event) => event.ok)).toBe(true);
  });

  test('free text of any length is taken, cut at what the server takes', () => {
    const call = record('log_error', {
      sessionId: 's',
      errorType: 'E'.repeat(5_000),
      errorMessage: 'é'.repeat(50_000),
      severity: 'low',
    });
    const event: unknown = call.ok ? JSON.parse(call.lines[0] ?? '') : null;
    expect(event).toMatchObject({
      errorType: 'E'.repeat(LIMITS.nameLength),
      errorMessage: 'é'.repeat(LIMITS.errorMessageLength),
    });
  });

  test('[PRX4] a secret is gone before anything is written down', () => {
    const call = record('log_task_start', {
      sessionId: 's',
      taskId: 't',
      description: 'deploy with sk-ant-api03-abcdefghijklmnop',
    });
    expect(call.ok ? call.lines.join() : '').toContain('deploy with [redacted: anthropic key]');
  });

  test.each([
    ['log_session_start', { agentName: 'a' }, 'sessionId:'],
    ['log_session_start', { sessionId: '', agentName: 'a' }, 'sessionId:'],
    ['log_session_start', { sessionId: 'x'.repeat(201), agentName: 'a' }, 'sessionId: Too big'],
    ['log_session_start', null, 'sessionId:'],
    ['log_session_start', [], 'arguments:'],
    ['log_task_start', { sessionId: 's', taskId: 't', priority: 'urgent' }, 'priority:'],
    ['log_task_progress', { sessionId: 's', taskId: 't', progress: 40 }, 'progress:'],
    ['log_token_usage', { sessionId: 's', inputTokens: -1, outputTokens: 1.5 }, 'inputTokens:'],
    ['log_token_usage', { sessionId: 's', inputTokens: -1, outputTokens: 1.5 }, 'outputTokens:'],
    [
      'log_plan',
      { sessionId: 's', project: 'p', tasks: [{ taskId: 't', dependsOn: [3] }] },
      'tasks[0].dependsOn[0]:',
    ],
  ])('%s with %j is refused in a sentence that names the field', (name, input, field) => {
    const call = record(name, input);
    expect(call.ok).toBe(false);
    expect(answerOf(call)).toContain(field);
  });
});

describe('totals of log_token_usage', () => {
  const usage = (sessionId: string, inputTokens: number, cumulative?: boolean) => ({
    sessionId,
    inputTokens,
    outputTokens: 10,
    ...(cumulative === undefined ? {} : { cumulative }),
  });

  test('the answer names what this machine logged for that session', () => {
    const totals = new UsageTotals();
    record('log_token_usage', usage('a', 3_500), totals);
    record('log_token_usage', usage('b', 1), totals);
    expect(answerOf(record('log_token_usage', usage('a', 1_500), totals))).toContain(
      'a: 5,020 tokens (5,000 in, 20 out)',
    );
  });

  test('running totals replace, later counts add to them', () => {
    const totals = new UsageTotals();
    record('log_token_usage', usage('a', 100), totals);
    record('log_token_usage', usage('a', 500, true), totals);
    expect(answerOf(record('log_token_usage', usage('a', 5), totals))).toContain('a: 525 tokens');
  });

  test('a refused call adds nothing', () => {
    const totals = new UsageTotals();
    record('log_token_usage', { ...usage('a', 100), outputTokens: -1 }, totals);
    expect(answerOf(record('log_token_usage', usage('a', 1), totals))).toContain('a: 11 tokens');
  });
});

describe('the context of a call', () => {
  test('names the tool use, the Claude Code session and a device that hides the host', () => {
    const caller = callerOf({ CLAUDE_CODE_SESSION_ID: 'run-1' });
    expect(contextOf(caller, { 'claudecode/toolUseId': 'toolu_1' })).toMatchObject({
      toolUseId: 'toolu_1',
      parentSessionId: 'run-1',
    });
    expect(caller.device).toMatch(/^[0-9a-f]{12}$/);
    expect(caller).not.toHaveProperty('user');
    expect(callerOf({ CLAUDE_MONITOR_USER: 'ada' }).user).toBe('ada');
  });

  test('leaves out what the server would refuse', () => {
    const caller = callerOf({ CLAUDE_CODE_SESSION_ID: 'x'.repeat(500), CLAUDE_MONITOR_USER: '' });
    expect(Object.keys(caller)).toEqual(['device']);
    expect(contextOf(caller, { 'claudecode/toolUseId': 7 })).not.toHaveProperty('toolUseId');
  });

  test('the device is the same each time, and another for another user', () => {
    expect(deviceId('host', 'ada')).toBe(deviceId('host', 'ada'));
    expect(deviceId('host', 'ada')).not.toBe(deviceId('host', 'bob'));
  });
});
