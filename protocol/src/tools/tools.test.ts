import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseEvent } from '../event/parse-event.ts';
import { LOG_TOOLS } from './tools.ts';

const CALLS: Record<string, Record<string, unknown>> = {
  log_session_start: { agentName: 'security-auditor', model: 'opus' },
  log_task_start: { taskId: 't', description: 'words', priority: 'high' },
  log_task_progress: { taskId: 't', progress: 0.5 },
  log_task_complete: { taskId: 't', status: 'success', duration: 5 },
  log_token_usage: { inputTokens: 1, outputTokens: 2, contextWindow: 200_000 },
  log_error: { errorType: 'x', errorMessage: 'y', severity: 'high' },
  log_plan: { project: 'atlas', tasks: [{ taskId: 'a' }, { taskId: 'b', dependsOn: ['a'] }] },
  log_handover: { toAgentName: 'reviewer', summary: 'done' },
  log_session_end: {},
};

let serial = 0;
const context = { newId: () => `id ${String(serial++)}`, now: 5, parentSessionId: 'run' };

describe('the tools of the mission', () => {
  it('are all there, and no other', () => {
    expect(LOG_TOOLS.map((tool) => tool.name).sort()).toEqual(Object.keys(CALLS).sort());
  });

  it.each(LOG_TOOLS)('$name makes valid events that say where the call was made', (tool) => {
    const { events, answer } = tool.run({ sessionId: 's', ...CALLS[tool.name] }, context);
    expect(answer).not.toBe('');
    expect(events).not.toEqual([]);
    for (const event of events) {
      expect(parseEvent(event)).toMatchObject({
        ok: true,
        event: { sessionId: 's', source: 'mcp', time: 5, parentSessionId: 'run' },
      });
    }
  });

  it.each(LOG_TOOLS)('$name refuses a call without a session', (tool) => {
    expect(() => tool.run({ ...CALLS[tool.name] }, context)).toThrow(z.ZodError);
  });

  it('log_task_complete takes a duration that was measured with fractions', () => {
    const [tool] = LOG_TOOLS.filter((item) => item.name === 'log_task_complete');
    const input = { sessionId: 's', taskId: 't', status: 'success', duration: 45_000.4 };
    expect(tool?.run(input, context).events).toMatchObject([{ duration: 45_000 }]);
  });

  it('log_task_start takes `description` for `taskDescription`', () => {
    const [tool] = LOG_TOOLS.filter((item) => item.name === 'log_task_start');
    const made = tool?.run({ sessionId: 's', taskId: 't', description: 'words' }, context);
    expect(made?.events).toMatchObject([{ taskDescription: 'words' }]);
  });
});
