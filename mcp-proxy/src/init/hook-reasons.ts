/** Hooks that the relay is posted, each with the figure that needs it. What no figure needs is not asked for. */
export const HOOK_REASONS: Readonly<Record<string, string>> = {
  UserPromptSubmit:
    'a turn begins: the session works again (length and route of the prompt, not its text)',
  PreToolUse: 'which tool is open now, and for how long',
  PostToolUse: 'how long the tool took; plans and tasks of Prometheus; which subagent it started',
  PostToolUseFailure: 'tools that fail, and how',
  PostToolBatch: 'closes calls that no other hook closes: denied, unknown, invalid',
  PermissionRequest: 'the session waits for a person, and since when',
  PermissionDenied: 'calls that auto mode denied',
  Notification: 'the session waits for a person, or continues',
  Elicitation: 'an MCP server asks a person',
  ElicitationResult: 'the person answered',
  Stop: 'the turn is over',
  StopFailure: 'the turn failed: rate limit, overload, a refusal',
  SubagentStart: 'who works for whom',
  SubagentStop: 'when the subagent is done',
  PreCompact: 'the session is busy with a compaction',
  PostCompact: 'compactions, manual and automatic',
  PostModelSwitch: 'the model from now on, and its context size',
  TaskCreated: "the client's own task list",
  TaskCompleted: "the client's own task list",
  SessionEnd: 'the session is over',
};

/** Run as a command, since Claude Code posts it to nobody. */
export const COMMAND_HOOK = {
  name: 'SessionStart',
  reason: 'the session starts, and with it the relay',
};

/** Seconds; a relay that hangs must not hold the agent up. It answers within milliseconds. */
export const HOOK_TIMEOUT_S = 2;
export const COMMAND_TIMEOUT_S = 5;
