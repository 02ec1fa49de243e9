import { describe, expect, test } from 'vitest';
import { sessionView, fold, lineOf, newFoldState } from '@claude-monitor/fold';
import { STATE_LIMITS, stateOf, type Session } from '@claude-monitor/protocol';
import { normaliseHook } from './claude-hooks.ts';
import type { Fields } from './fields.ts';
import { hookOf } from '../testing/hooks.fixture.ts';

const START = Date.parse('2026-01-02T03:00:00Z');
const RUN = '55e6f1b4-452c-414a-b396-2f9d3059ff9b';
const NEXT = 'f192ebd2-7df5-4d3a-867f-3b218e3b6f8e';
const SECOND_MS = 1_000;

/** A monitor that gets one hook a second and is looked at after each. */
function watch() {
  const state = newFoldState();
  let seconds = 0;
  const lines: string[] = [];
  const hook = (name: string, changes: Fields = {}): void => {
    seconds++;
    const body = { ...hookOf(name), session_id: RUN, ...changes };
    const { events } = normaliseHook(body, START + seconds * SECOND_MS);
    for (const event of events) {
      fold(state, event, { seq: seconds, priceOf: () => null });
      const line = lineOf(state, event);
      if (line !== null)
        lines.push([line.kind, line.subject, line.detail].filter(Boolean).join(': '));
    }
  };
  const sessions = (sessionId = RUN): Session[] =>
    [...state.sessions.unsaved()]
      .flatMap(([, { attempts }]) => attempts)
      .flatMap((attempt) => sessionView(state, attempt.id) ?? [])
      .filter((session) => session.sessionId === sessionId);
  const session = (sessionId = RUN): Session => {
    const [found, ...others] = sessions(sessionId);
    if (found === undefined || others.length > 0) throw new Error(`not one session: ${sessionId}`);
    return found;
  };
  const looks = (sessionId = RUN, waitedMs = 0): string => {
    const { name, because } = stateOf(
      session(sessionId),
      START + seconds * SECOND_MS + waitedMs,
      STATE_LIMITS,
    );
    return name === 'waiting' ? `waiting: ${String(because.detail)}` : name;
  };
  return {
    hook,
    session,
    sessions,
    looks,
    lines,
    pause: (ms: number) => (seconds += ms / SECOND_MS),
  };
}

const bash = { tool_name: 'Bash', tool_use_id: 'toolu_1' };

describe('a session by its hooks alone', () => {
  test('works, asks, is allowed, works on, ends its turn, ends', () => {
    const { hook, looks, session, lines, pause } = watch();
    hook('SessionStart.startup.with-model');
    hook('UserPromptSubmit');
    expect(looks()).toBe('active');
    hook('PreToolUse.Bash', bash);
    expect(session().openTools).toMatchObject([{ toolUseId: 'toolu_1', toolName: 'Bash' }]);
    hook('PermissionRequest.Bash');
    expect(looks()).toBe('waiting: Asks to use Bash');
    pause(6_000);
    hook('Notification.permission_prompt');
    expect(looks(RUN, 60 * 60_000)).toBe('waiting: Asks to use Bash');
    hook('PostToolUse.Bash', bash);
    expect(looks()).toBe('active');
    hook('PostToolBatch', { tool_calls: [{ ...bash, tool_response: 'hi' }] });
    hook('Stop');
    expect(looks()).toBe('idle');
    hook('SessionEnd.prompt_input_exit');
    expect(looks()).toBe('ended');
    expect(session()).toMatchObject({
      agentName: 'claude-code',
      model: 'claude-sonnet-4-5',
      project: 'project',
      toolCalls: 1,
      errors: 0,
      openTools: [],
    });
    expect(lines).toEqual([
      'session_started',
      'waiting: Asks to use Bash',
      'session_ended: prompt_input_exit',
    ]);
  });

  test('a failed turn is over, and an error', () => {
    const { hook, looks, session } = watch();
    hook('UserPromptSubmit');
    hook('StopFailure.rate_limit');
    expect(looks()).toBe('idle');
    expect(session()).toMatchObject({ errors: 1, lastError: { type: 'rate_limit' } });
  });

  test('/clear ends one session and starts the next', () => {
    const { hook, looks } = watch();
    hook('SessionStart.startup');
    hook('SessionEnd.clear');
    hook('SessionStart.clear', { session_id: NEXT });
    expect([looks(RUN), looks(NEXT)]).toEqual(['ended', 'active']);
  });

  test('a resumed session lives again, as the same session', () => {
    const { hook, looks, session } = watch();
    hook('SessionStart.startup');
    hook('SessionEnd.other');
    hook('SessionStart.resume');
    expect(looks()).toBe('active');
    expect(session().context?.tokens).toBe(16_939);
  });

  test('a tool rejected in its dialog is closed by the next prompt', () => {
    const { hook, session, looks } = watch();
    hook('PreToolUse.Bash', bash);
    hook('PermissionRequest.Bash');
    // Rejected, or Esc: no hook reports it.
    hook('UserPromptSubmit');
    expect(session().openTools).toEqual([]);
    expect(looks()).toBe('active');
  });

  test('a call that was never run is closed by its batch, as failed', () => {
    const { hook, session } = watch();
    const tool_response = '<tool_use_error>Error: No such tool available</tool_use_error>';
    hook('PostToolBatch', { tool_calls: [{ ...bash, tool_response }] });
    expect(session()).toMatchObject({ toolCalls: 1, openTools: [] });
  });

  test('a background subagent works on after the turn, and its end is reported once', () => {
    const { hook, session, lines } = watch();
    const agent = { tool_use_id: 'toolu_agent' };
    const child = { agent_id: 'a6dbca37a3be3abbd' };
    hook('PreToolUse.Agent', agent);
    hook('SubagentStart', child);
    hook('PostToolUse.Agent.async', agent);
    hook('PreToolUse.Bash.in-subagent', { ...bash, ...child });
    hook('Stop.background-tasks');
    expect(session()).toMatchObject({ subagents: 1, openTools: [{ toolUseId: 'toolu_1' }] });
    hook('SubagentStop.general-purpose.background', child);
    expect(session()).toMatchObject({ subagents: 1, openTools: [] });
    expect(lines).toEqual(['subagent_started: general-purpose']);
  });

  test('a question of an MCP server waits until it is answered', () => {
    const { hook, looks } = watch();
    hook('PreToolUse.mcp');
    hook('Elicitation');
    expect(looks()).toBe('waiting: probe asks for input');
    hook('ElicitationResult.cancel');
    expect(looks()).toBe('active');
  });

  test('compaction by hand: works, then the human has the turn', () => {
    const { hook, looks, lines } = watch();
    hook('Stop');
    hook('PreCompact.manual');
    expect(looks()).toBe('active');
    hook('SessionStart.compact.with-model');
    hook('PostCompact.manual');
    expect(looks()).toBe('idle');
    expect(lines).toEqual(['compaction']);
  });

  test('the client’s own task list is the session’s, whatever others number', () => {
    const { hook, session } = watch();
    hook('TaskCreated');
    hook('TaskCreated', { session_id: NEXT });
    hook('TaskCompleted');
    expect([session(RUN).tasks.done, session(NEXT).tasks.done]).toEqual([1, 0]);
  });

  test('hooks that say nothing make no session', () => {
    const { hook, sessions } = watch();
    for (const name of ['MessageDisplay', 'Setup.init', 'InstructionsLoaded']) hook(name);
    expect(sessions()).toEqual([]);
  });
});
