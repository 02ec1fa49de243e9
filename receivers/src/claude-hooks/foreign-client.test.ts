import { describe, expect, test } from 'vitest';
import { normaliseHook } from './claude-hooks.ts';
import { HOOKS } from '../testing/hooks.fixture.ts';

const CURSOR = {
  conversation_id: 'c-1',
  generation_id: 'g-1',
  hook_event_name: 'preToolUse',
  cursor_version: '2.4.0',
  workspace_roots: ['/home/dev/shop'],
  user_email: 'ada@example.com',
};

describe('a client that runs the hooks of Claude Code with bodies of its own', () => {
  test.each<[string, string, object]>([
    ['Cursor', 'cursor', CURSOR],
    [
      'Cursor with the names of Claude Code',
      'cursor',
      {
        ...CURSOR,
        session_id: 's',
        hook_event_name: 'PreToolUse',
        tool_use_id: 't',
        tool_name: 'Shell',
      },
    ],
    [
      'Cursor by its transcript',
      'cursor',
      {
        session_id: 's',
        hook_event_name: 'Stop',
        transcript_path: '/home/dev/.cursor/projects/x/t.jsonl',
      },
    ],
    [
      'VS Code',
      'vscode',
      {
        timestamp: '2026-11-20T09:00:00Z',
        cwd: '/home/dev',
        sessionId: 's',
        hookEventName: 'PreToolUse',
        tool_name: 'editFiles',
        tool_use_id: 't',
      },
    ],
    [
      'VS Code with snake case',
      'vscode',
      {
        timestamp: '2026-11-20T09:00:00Z',
        session_id: 's',
        hook_event_name: 'SessionStart',
        source: 'new',
      },
    ],
    [
      'Copilot CLI',
      'vscode',
      { timestamp: 1_795_000_000_000, cwd: '/home/dev', toolName: 'bash', toolArgs: '{}' },
    ],
    [
      'Codex by its transcript',
      'codex',
      {
        session_id: 's',
        hook_event_name: 'SessionStart',
        transcript_path: '/home/dev/.codex/sessions/2026/11/20/rollout-s.jsonl',
        source: 'startup',
      },
    ],
    [
      'Codex without a transcript',
      'codex',
      { session_id: 's', hook_event_name: 'SessionStart', transcript_path: null },
    ],
    [
      'Codex within a turn',
      'codex',
      {
        session_id: 's',
        hook_event_name: 'UserPromptSubmit',
        turn_id: 't',
        model: 'm',
        prompt: 'x',
      },
    ],
    [
      'a client with transcripts of its own, elsewhere',
      'unknown',
      {
        session_id: 's',
        hook_event_name: 'PreToolUse',
        transcript_path: '/home/dev/.crush/sessions/s.jsonl',
        tool_name: 'bash',
      },
    ],
    [
      'the same on Windows',
      'unknown',
      {
        session_id: 's',
        hook_event_name: 'Stop',
        transcript_path: 'C:\\Users\\dev\\AppData\\amp\\threads\\s.json',
      },
    ],
    ['notify of an older Codex', 'codex', { type: 'agent-turn-complete', 'turn-id': '1' }],
    ['notify of Codex', 'codex', { type: 'agent-turn-complete', 'thread-id': 't', cwd: '/x' }],
    [
      'Gemini CLI',
      'gemini-cli',
      {
        session_id: 's',
        hook_event_name: 'SessionStart',
        transcript_path: '/home/dev/.gemini/tmp/x/chats/session.json',
        timestamp: '2026-11-20T09:00:00Z',
      },
    ],
    [
      'Gemini CLI by a hook of its own',
      'gemini-cli',
      { session_id: 's', hook_event_name: 'BeforeTool', timestamp: '2026-11-20T09:00:00Z' },
    ],
    [
      'Qwen Code on Windows',
      'qwen-code',
      {
        session_id: 's',
        hook_event_name: 'Stop',
        transcript_path: 'C:\\Users\\dev\\.qwen\\tmp\\x\\chats\\s.jsonl',
      },
    ],
    [
      'Droid',
      'droid',
      {
        session_id: 's',
        hook_event_name: 'UserPromptSubmit',
        transcript_path: '/home/dev/.factory/projects/x/s.jsonl',
        prompt: 'x',
      },
    ],
    ['Kiro, with no session', 'unknown', { hook_event_name: 'agentSpawn', cwd: '/home/dev' }],
  ])('is no session of Claude Code, refused by nobody and counted: %s', (_, client, body) => {
    expect(normaliseHook(body, 5)).toMatchObject({
      events: [],
      refused: [],
      unknown: [{ client, kind: 'hook' }],
    });
  });

  test.each<[string, string, object]>([
    [
      'cline',
      'TaskStart',
      { clineVersion: '3.36.0', hookName: 'TaskStart', taskId: '1', timestamp: '1' },
    ],
    ['windsurf', 'pre_run_command', { agent_action_name: 'pre_run_command', trajectory_id: 't' }],
    [
      'augment',
      'Stop',
      { hook_event_name: 'Stop', conversation_id: 'c', agent_stop_cause: 'end_turn' },
    ],
    [
      'opencode',
      'Stop',
      { session_id: 'ses_1', hook_event_name: 'Stop', hook_source: 'opencode-plugin' },
    ],
    ...['iflow-cli:iflow', 'codebuddy:codebuddy', 'kiro:kiro', 'qoder:qoder', 'trae:trae'].map(
      (pair): [string, string, object] => {
        const [client = '', folder = ''] = pair.split(':');
        const transcript_path = `/home/dev/.${folder}/projects/-home-dev-shop/s.jsonl`;
        return [client, 'Stop', { session_id: 's', hook_event_name: 'Stop', transcript_path }];
      },
    ),
  ])('%s is listed by its name, and its hook %s by its own', (client, name, body) => {
    const { events, refused, unknown } = normaliseHook(body, 5_000);
    expect({ events, refused, unknown }).toEqual({
      events: [],
      refused: [],
      unknown: [{ client, version: null, kind: 'hook', name, count: 1 }],
    });
  });

  test('a project of Claude Code that is called like another client is its own', () => {
    const body = {
      session_id: 's',
      hook_event_name: 'SessionStart',
      transcript_path: '/home/dev/.claude/projects/-home-dev--codex-skills/s.jsonl',
      cwd: '/home/dev/.codex/skills',
    };
    expect(normaliseHook(body, 5).events).toMatchObject([{ project: 'skills' }]);
  });

  test('no capture of Claude Code itself looks like one', () => {
    for (const [name, body] of HOOKS) {
      const { unknown } = normaliseHook(body, 5);
      expect([name, unknown.filter(({ client }) => client !== 'claude-code')]).toEqual([name, []]);
    }
  });
});

describe('a hook that is registered twice', () => {
  const ids = (body: object): Set<string> =>
    new Set([5_000, 5_030].flatMap((at) => normaliseHook(body, at).events.map(({ id }) => id)));
  const base = { session_id: 's', prompt_id: 'p' };

  test.each<[string, object, number]>([
    ['a prompt', { ...base, hook_event_name: 'UserPromptSubmit', prompt: 'hello' }, 1],
    [
      'a tool call',
      { ...base, hook_event_name: 'PreToolUse', tool_name: 'Read', tool_use_id: 't' },
      1,
    ],
    [
      'a subagent',
      { ...base, hook_event_name: 'SubagentStart', agent_id: 'a', agent_type: 'Explore' },
      1,
    ],
    // The state of the session comes again; the failure does not.
    ['a failure', { ...base, hook_event_name: 'StopFailure', error: 'rate_limit' }, 3],
  ])('[ING2] tells %s once', (_, body, count) => {
    expect(ids(body).size).toBe(count);
  });

  test('[ING2] tells two prompts as two', () => {
    const prompt = { ...base, hook_event_name: 'UserPromptSubmit', prompt: 'hello' };
    const [first, second] = [prompt, { ...prompt, prompt_id: 'q' }].map(
      (body) => normaliseHook(body, 5).events[0]?.id,
    );
    expect(first).not.toBe(second);
  });
});

describe('a notification without its type', () => {
  const eventsOf = (message: string) =>
    normaliseHook({ session_id: 's', hook_event_name: 'Notification', message }, 5).events;

  test.each([
    [
      'Claude needs your permission to use Write',
      { state: 'waiting', reason: 'Asks to use Write' },
    ],
    ['Claude needs your permission', { state: 'waiting' }],
    ['Claude needs your approval for the plan', { state: 'waiting' }],
    ['Claude Code needs your attention', { state: 'waiting' }],
    ['Claude Code needs your input', { state: 'waiting' }],
    ['Claude wants to enter plan mode', { state: 'waiting' }],
    [
      'Claude is waiting for your input',
      { state: 'waiting', reason: 'Waits for your next prompt' },
    ],
  ])('%j waits', (message, expected) => {
    expect(eventsOf(message)).toMatchObject([{ type: 'session.state', ...expected }]);
  });

  test('[PRX4] says nothing else, and keeps no word of it', () => {
    expect(eventsOf('Your secret plan is done')).toEqual([]);
    expect(
      JSON.stringify(eventsOf('needs your permission to use Bash: rm -rf secret')),
    ).not.toContain('secret');
  });
});
