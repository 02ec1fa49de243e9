import { describe, expect, test } from 'vitest';
import { LIMITS, type TelemetryEvent } from '@claude-monitor/protocol';
import { HOOK_NAMES, normaliseHook } from './claude-hooks.ts';
import { HOOKS, hookOf } from '../testing/hooks.fixture.ts';

const NOW = Date.parse('2026-01-02T03:04:05Z');

const read = (body: unknown, at = NOW) => normaliseHook(body, at);
const readAs = (name: string, changes: object = {}, at = NOW) =>
  read({ ...hookOf(name), ...changes }, at);

function fieldsOf(event: TelemetryEvent): object {
  const { id: _i, time: _t, source: _s, sessionId: _r, promptId: _p, project: _j, ...rest } = event;
  // It has a test of its own.
  const { fingerprint: _f, ...shown } = { fingerprint: undefined, ...rest };
  return JSON.parse(JSON.stringify(shown)) as object;
}

const call = (
  toolUseId: string,
  toolName: string,
  { state, ...more }: { state: string } & Record<string, unknown>,
) => ({
  type: 'tool.call',
  toolUseId,
  toolName,
  state,
  ...more,
});
const turn = (state: string, reason?: string) => ({
  type: 'session.state',
  state,
  ...(reason === undefined ? {} : { reason }),
});
const failure = (errorType: string) => [
  turn('turn_over'),
  { type: 'error', errorType, errorMessage: '', severity: 'high' },
];

const BACKGROUND = 'a6dbca37a3be3abbd';
const OF_SEVEN = '1 of 7002ac6c-ba59-4dcf-8d3a-22dfdc22d58b';

const SAYS: Record<string, object[]> = {
  Elicitation: [turn('waiting', 'probe asks for input')],
  'ElicitationResult.cancel': [turn('working')],
  'FileChanged.add': [],
  InstructionsLoaded: [],
  MessageDisplay: [],
  'Notification.elicitation_response': [turn('working')],
  'Notification.permission_prompt': [turn('waiting')],
  'PermissionDenied.Bash': [call('toolu_01OCImLq7vFiXMqWRU', 'Bash', { state: 'denied' })],
  'PermissionRequest.Bash': [turn('waiting', 'Asks to use Bash')],
  'PermissionRequest.mcp': [turn('waiting', 'Asks to use mcp__probe__fail')],
  'PostCompact.manual': [{ type: 'compaction', trigger: 'manual' }, turn('turn_over')],
  PostModelSwitch: [{ type: 'session.context', contextTokens: 2_178, model: 'claude-opus-5-5' }],
  PostToolBatch: [call('toolu_01ooArQqUUg2BTcAxP', 'Bash', { state: 'succeeded' })],
  'PostToolBatch.in-subagent': [
    call('toolu_01dxwdI5zpPiPxLSHp', 'Bash', { state: 'succeeded', agentId: BACKGROUND }),
  ],
  'PostToolUse.Agent': [
    call('toolu_01lA4qyurzAXXYnskR', 'Agent', { state: 'succeeded', duration: 662 }),
    {
      type: 'subagent.start',
      agentId: 'ac061d55d92ae569b',
      agentType: 'general-purpose',
      toolUseId: 'toolu_01lA4qyurzAXXYnskR',
    },
  ],
  'PostToolUse.Agent.async': [
    call('toolu_01gYRJBlpANdvmmDYG', 'Agent', { state: 'succeeded', duration: 15 }),
    { type: 'subagent.start', agentId: BACKGROUND, toolUseId: 'toolu_01gYRJBlpANdvmmDYG' },
  ],
  'PostToolUse.Bash': [
    call('toolu_01ooArQqUUg2BTcAxP', 'Bash', { state: 'succeeded', duration: 70 }),
  ],
  'PostToolUse.Bash.in-subagent': [
    call('toolu_01dxwdI5zpPiPxLSHp', 'Bash', {
      state: 'succeeded',
      duration: 21,
      agentId: BACKGROUND,
    }),
  ],
  'PostToolUse.mcp': [
    call('toolu_01DfPwBAra99Eixq1w', 'mcp__probe__ask', { state: 'succeeded', duration: 175 }),
  ],
  'PostToolUseFailure.Bash': [
    call('toolu_01eIPWsADfsl1ODeqT', 'Bash', {
      state: 'failed',
      duration: 13,
      errorType: 'tool_error',
    }),
  ],
  'PostToolUseFailure.Read': [
    call('toolu_01EXvKvt7RPGrkN8Ab', 'Read', {
      state: 'failed',
      duration: 14,
      errorType: 'tool_error',
    }),
  ],
  'PostToolUseFailure.mcp': [
    call('toolu_01rltU7VMFxKPUMb6R', 'mcp__probe__fail', {
      state: 'failed',
      duration: 10,
      errorType: 'mcp_tool_error',
    }),
  ],
  'PreCompact.manual': [turn('working')],
  PreModelSwitch: [{ type: 'session.context', contextTokens: 2_178 }],
  'PreToolUse.Bash': [call('toolu_01ooArQqUUg2BTcAxP', 'Bash', { state: 'started' })],
  'PreToolUse.Bash.in-subagent': [
    call('toolu_01dxwdI5zpPiPxLSHp', 'Bash', { state: 'started', agentId: BACKGROUND }),
  ],
  'SessionEnd.clear': [{ type: 'session.end', reason: 'clear' }],
  'SessionEnd.other': [{ type: 'session.end', reason: 'other' }],
  'SessionEnd.prompt_input_exit': [{ type: 'session.end', reason: 'prompt_input_exit' }],
  'SessionStart.clear': [{ type: 'session.start' }],
  'SessionStart.compact.with-model': [{ type: 'session.context', model: 'claude-sonnet-4-5' }],
  'SessionStart.fork': [
    { type: 'session.start' },
    { type: 'session.context', contextTokens: 4_960 },
  ],
  'SessionStart.resume': [
    { type: 'session.start' },
    { type: 'session.context', contextTokens: 16_939 },
  ],
  'SessionStart.startup': [{ type: 'session.start' }],
  'SessionStart.startup.with-model': [{ type: 'session.start', model: 'claude-sonnet-4-5' }],
  'Setup.init': [],
  Stop: [turn('turn_over')],
  'Stop.background-tasks': [turn('turn_over')],
  'StopFailure.invalid_request': failure('invalid_request'),
  'StopFailure.max_output_tokens': failure('max_output_tokens'),
  'StopFailure.rate_limit': failure('rate_limit'),
  'StopFailure.server_error': failure('server_error'),
  'StopFailure.unknown': failure('unknown'),
  SubagentStart: [{ type: 'subagent.start', agentId: BACKGROUND, agentType: 'general-purpose' }],
  'SubagentStop.Explore': [
    { type: 'subagent.end', agentId: 'a649826d09abece17', agentType: 'Explore' },
  ],
  'SubagentStop.general-purpose': [
    { type: 'subagent.end', agentId: 'ac061d55d92ae569b', agentType: 'general-purpose' },
  ],
  'SubagentStop.general-purpose.background': [
    { type: 'subagent.end', agentId: BACKGROUND, agentType: 'general-purpose' },
  ],
  'SubagentStop.internal': [],
  TaskCompleted: [{ type: 'task.complete', taskId: OF_SEVEN, status: 'success' }],
  TaskCreated: [{ type: 'task.plan', taskId: OF_SEVEN }],
  'UserPromptExpansion.slash_command': [],
  UserPromptSubmit: [{ type: 'prompt', length: 21, route: 'claude' }],
  'UserPromptSubmit.auto': [{ type: 'prompt', length: 15, route: 'claude' }],
  'UserPromptSubmit.bypassPermissions': [{ type: 'prompt', length: 15, route: 'claude' }],
  'UserPromptSubmit.dontAsk': [{ type: 'prompt', length: 15, route: 'claude' }],
};

/** Captures of one more tool each, which say what those of Bash say. */
const ANY_TOOL =
  /^(Pre|Post)ToolUse\.(?<tool>Agent|Bash|Edit|\w+Worktree|mcp|Read|Skill|Task\w+|Write)/;

function expected(name: string): object[] {
  const known = SAYS[name];
  if (known !== undefined) return known;
  const { tool_use_id, tool_name, duration_ms } = hookOf(name);
  expect(name).toMatch(ANY_TOOL);
  const isStart = name.startsWith('Pre');
  const end = isStart ? {} : { duration: duration_ms };
  return [
    call(String(tool_use_id), String(tool_name), {
      state: isStart ? 'started' : 'succeeded',
      ...end,
    }),
  ];
}

describe('normaliseHook', () => {
  test.each([...HOOKS.keys()])('%s', (name) => {
    const { events, refused, unknown } = readAs(name);
    expect(events.map(fieldsOf)).toEqual(expected(name));
    expect([refused, unknown]).toEqual([[], []]);
    const body = hookOf(name);
    for (const event of events) {
      const { sessionId, promptId, source } = event;
      expect([sessionId, promptId, source]).toEqual([
        body['session_id'],
        body['prompt_id'],
        'hook',
      ]);
      // A task without a project is one of its session's.
      expect(event.project).toBe(event.taskId === undefined ? 'project' : undefined);
    }
  });

  test('knows all 33 hooks, and tolerates one of a newer client', () => {
    expect(new Set(HOOK_NAMES).size).toBe(33);
    const future = { session_id: 'r', hook_event_name: 'FromTheFuture' };
    const client = { client: 'claude-code', version: null, count: 1 };
    const unknown = [{ ...client, kind: 'hook', name: 'FromTheFuture' }];
    expect(read(future)).toEqual({ events: [], refused: [], unknown });
    expect(read({ ...future, hook_event_name: 'constructor' }).unknown).toMatchObject([
      { kind: 'hook', name: 'constructor' },
    ]);
  });

  test('a field that nobody knows is counted by its name, and never its value', () => {
    const { events, unknown } = readAs('Stop', { mood: 'secretly bored', 'a whole sentence': 1 });
    expect(events).toHaveLength(1);
    expect(unknown).toMatchObject([
      { kind: 'hook_field', name: 'mood' },
      { kind: 'hook_field', name: '(not a name)' },
    ]);
    expect(JSON.stringify(unknown)).not.toMatch(/bored|sentence/);
  });

  test('a hook has no time of its own: what it says was at its arrival', () => {
    expect(readAs('Stop').events[0]?.time).toBe(NOW);
    // A subagent that is first named when its call ends was spawned when the call began.
    expect(readAs('PostToolUse.Agent').events.map((event) => event.time)).toEqual([NOW, NOW - 662]);
  });

  test('a subagent spawned by a subagent names its parent', () => {
    const [, spawn] = readAs('PostToolUse.Agent', { agent_id: 'parent' }).events;
    expect(spawn).toMatchObject({ agentId: 'ac061d55d92ae569b', parentAgentId: 'parent' });
  });

  test('an interrupted tool failed for no fault of its own', () => {
    const { events } = readAs('PostToolUseFailure.Bash', { is_interrupt: true });
    expect(events).toMatchObject([{ state: 'failed', errorType: 'interrupted' }]);
  });

  test.each([
    ['<tool_use_error>InputValidationError: x</tool_use_error>', 'failed', 'invalid_call'],
    ["Claude requested permissions to use Bash, but you haven't granted it yet.", 'denied'],
    ['Permission to use Bash with command rm has been denied.', 'denied'],
    [
      "touch in '/tmp/x' needs approval. The path is outside. Allowing runs the command as written.",
      'denied',
    ],
    ["The user doesn't want to proceed with this tool use. The tool use was rejected", 'denied'],
    ['The log says: Permission to use Bash has been denied', 'succeeded'],
    ['', 'succeeded'],
    [{ structured: true }, 'succeeded'],
  ])('a batch closes a call answered %j', (tool_response, state, errorType?: string) => {
    const tool_calls = [{ tool_name: 'Bash', tool_use_id: 'toolu_1', tool_response }];
    const { events } = readAs('PostToolBatch', { tool_calls });
    expect(events.map(fieldsOf)).toEqual([
      call('toolu_1', 'Bash', { state, ...(errorType === undefined ? {} : { errorType }) }),
    ]);
  });

  test.each([
    ['AskUserQuestion', 'Asks a question'],
    ['ExitPlanMode', 'Asks to approve its plan'],
    [undefined, 'Asks for permission'],
  ])('a request to use %s says why it waits', (tool_name, reason) => {
    expect(readAs('PermissionRequest.Bash', { tool_name }).events).toMatchObject([{ reason }]);
  });

  test.each([
    ['idle_prompt', [turn('waiting', 'Waits for your next prompt')]],
    ['elicitation_dialog', [turn('waiting')]],
    ['auth_success', []],
    ['of_the_future', []],
  ])('a notification of %s', (notification_type, events) => {
    const result = readAs('Notification.permission_prompt', { notification_type });
    expect(result.events.map(fieldsOf)).toEqual(events);
  });

  test('an automatic compaction leaves the turn where it is', () => {
    expect(readAs('PostCompact.manual', { trigger: 'auto' }).events.map(fieldsOf)).toEqual([
      { type: 'compaction', trigger: 'auto' },
    ]);
  });
});

describe('[ING2] ids', () => {
  const idsOf = (name: string, changes: object, at: number) =>
    readAs(name, changes, at).events.map((event) => event.id);

  test.each([...HOOKS.keys()])('of %s are the same when it is read again', (name) => {
    expect(idsOf(name, {}, NOW)).toEqual(idsOf(name, {}, NOW));
  });

  test('of all captures differ, but where one call is in several files', () => {
    const events = [...HOOKS.values()].flatMap((body) => read(body).events);
    const byId = new Map(events.map((event) => [event.id, event]));
    for (const event of events) expect(byId.get(event.id)).toEqual(event);
  });

  test('of tools and subagents do not depend on when they arrive', () => {
    for (const name of ['PreToolUse.Bash', 'PostToolUse.Bash', 'PostToolBatch', 'SubagentStart']) {
      expect(idsOf(name, {}, NOW + 9)).toEqual(idsOf(name, {}, NOW));
    }
    expect(idsOf('PostToolUse.Bash', {}, NOW)).not.toEqual(idsOf('PreToolUse.Bash', {}, NOW));
    const other = { tool_use_id: 'toolu_other' };
    expect(idsOf('PostToolUse.Bash', other, NOW)).not.toEqual(idsOf('PostToolUse.Bash', {}, NOW));
  });

  test('of what only sets a state tell two moments apart', () => {
    expect(idsOf('Stop', {}, NOW + 9)).not.toEqual(idsOf('Stop', {}, NOW));
    expect(idsOf('Stop', { prompt_id: 'another' }, NOW)).not.toEqual(idsOf('Stop', {}, NOW));
  });
});

describe('calls of our own tools', () => {
  const own = (changes: object = {}) => ({
    tool_name: 'mcp__claude-monitor__log_task_start',
    tool_input: { sessionId: 'auditor', taskId: 't', taskDescription: 'a secret plan' },
    ...changes,
  });
  const linksOf = (changes: object) =>
    readAs('PostToolUse.Bash.in-subagent', changes).events.slice(1).map(fieldsOf);
  const link = {
    type: 'session.context',
    agentId: BACKGROUND,
    toolUseId: 'toolu_01dxwdI5zpPiPxLSHp',
    parentSessionId: 'deb383f8-3a38-4c5a-88c9-64877dc20e6c',
  };

  test('name the session that the subagent works for, and nothing else of the input', () => {
    const { events } = readAs('PostToolUse.Bash.in-subagent', own());
    expect(events[1]?.sessionId).toBe('auditor');
    expect(linksOf(own())).toEqual([link]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  test.each([
    ['mcp__plugin_claude-monitor_claude-monitor__log_error', true],
    ['mcp__my-claude_monitor__log_session_start', true],
    ['mcp__claude-monitor__log_something', false],
    ['mcp__claude-monitor__get_session', false],
    ['mcp__other__log_task_start', false],
    ['Bash', false],
  ])('are known by their name: %s', (tool_name, isOwn) => {
    expect(linksOf(own({ tool_name }))).toEqual(isOwn ? [link] : []);
  });

  test.each([[undefined], [{}], [{ sessionId: 7 }], ['auditor'], [[]]])(
    'without a session in %j name none',
    (tool_input) => {
      expect(linksOf(own({ tool_input }))).toEqual([]);
    },
  );

  test('that never ran, or name the run itself, link nothing', () => {
    expect(readAs('PreToolUse.Bash', own()).events).toHaveLength(1);
    expect(linksOf(own({ tool_input: { sessionId: link.parentSessionId } }))).toEqual([]);
  });

  test('[ING4] with an id past all bounds keep the call and refuse the link by name', () => {
    const tool_input = { sessionId: 'x'.repeat(LIMITS.idLength + 1) };
    const { events, refused } = readAs('PostToolUse.Bash', own({ tool_input }));
    expect(events).toHaveLength(1);
    expect(refused).toMatchObject([{ code: 'too_long', path: 'tool_input.sessionId' }]);
  });
});
