import { describe, expect, it } from 'vitest';
import { logToolOf, ownToolsIn } from './own-tools.ts';
import { LOG_TOOLS } from './tools.ts';

const ARGUMENTS = {
  sessionId: 's',
  agentName: 'a',
  taskId: 't',
  progress: 0.5,
  status: 'success',
  inputTokens: 1,
  outputTokens: 1,
  errorType: 'e',
  errorMessage: 'm',
  severity: 'low',
  project: 'p',
  tasks: [{ taskId: 't' }],
  toAgentName: 'b',
};

describe('the tools of the monitor', () => {
  it.each(LOG_TOOLS.map((tool) => [tool.name, tool] as const))(
    '%s is known by the events that its calls mean',
    (name, tool) => {
      const { events } = tool.run(ARGUMENTS, { newId: () => 'id', now: 1 });
      expect([...new Set(events.map(({ type }) => logToolOf(type)))]).toEqual([name]);
    },
  );

  it('are its log_ tools on any server', () => {
    const own = ['mcp__claude-monitor__log_error', 'mcp__cm__log_plan', 'log_task_start'];
    expect([...ownToolsIn([...own, 'mcp__cm__log_other', 'Bash', 'mcp_tool'])]).toEqual(own);
  });

  it('are its questions only on a server that is its own', () => {
    const other = 'mcp__jira__get_tasks';
    expect(ownToolsIn([other]).size).toBe(0);
    const named = 'mcp__plugin_claude-monitor_claude-monitor__get_tasks';
    expect([...ownToolsIn([other, named])]).toEqual([named]);
    const logged = ['mcp__team_view__log_error', 'mcp__team_view__get_usage'];
    expect([...ownToolsIn([other, ...logged])]).toEqual(logged);
  });
});
