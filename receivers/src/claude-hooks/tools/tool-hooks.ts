import { LIMITS } from '@claude-monitor/protocol';
import { callFingerprint } from './call-fingerprint.ts';
import { countIn, isFields, listIn, nameIn, objectIn, textIn, type Fields } from '../fields.ts';
import type { Draft, Hook, HookReader } from '../hook.ts';
import { linkOf } from './own-tools.ts';
import { tasksOf } from './mapped-tools.ts';
import { messageOf, workflowOf } from './team-tools.ts';

export const preToolUse: HookReader = ({ body }) => [
  { ...callOf(body), fingerprint: fingerprintOf(body), state: 'started' },
];

export const postToolUse: HookReader = (hook) => {
  const call = callOf(hook.body);
  return [
    {
      ...call,
      fingerprint: fingerprintOf(hook.body),
      state: 'succeeded',
      duration: durationOf(hook.body),
    },
    ...spawnOf(hook, call.toolUseId),
    ...workflowOf(hook, call.toolUseId),
    ...messageOf(hook, call.toolUseId),
    ...linkOf(hook, call.toolUseId),
    ...tasksOf(hook.body),
  ];
};

export const postToolUseFailure: HookReader = ({ body }) => [
  {
    ...callOf(body),
    fingerprint: fingerprintOf(body),
    state: 'failed',
    duration: durationOf(body),
    errorType: body['is_interrupt'] === true ? 'interrupted' : failureOf(body),
  },
];

export const permissionDenied: HookReader = ({ body }) => [{ ...callOf(body), state: 'denied' }];

/**
 * All calls of one model step, those included that no other hook closes: unknown tools, input that
 * does not fit, permission denied. Of the others it knows less, which is why it states no duration.
 */
export const postToolBatch: HookReader = ({ body }) =>
  listIn(body, 'tool_calls').map((item, index): Draft => {
    const call = isFields(item) ? item : {};
    const paths = { toolUseId: `tool_calls[${String(index)}].tool_use_id` };
    return { ...callOf(call), ...verdictOf(call), paths };
  });

function callOf(fields: Fields) {
  const toolUseId = textIn(fields, 'tool_use_id');
  return {
    type: 'tool.call',
    key: toolUseId,
    toolUseId,
    toolName: nameIn(fields, 'tool_name'),
  } as const;
}

const fingerprintOf = (body: Fields): string | undefined =>
  callFingerprint(body, textIn(body, 'session_id'));

const durationOf = (fields: Fields): number | undefined =>
  countIn(fields, 'duration_ms', LIMITS.horizonMs);

/** The class of the tool; what it said of its failure is its output. */
const failureOf = (fields: Fields): string =>
  textIn(fields, 'tool_name')?.startsWith('mcp__') === true ? 'mcp_tool_error' : 'tool_error';

/** How the client begins an answer of its own, where the tool was never run. */
const REFUSED_CALL = /^<tool_use_error>/;
const DENIALS = [
  /^Claude requested permissions? to /,
  /^Permission to use [^\n]{1,300} has been (auto-)?denied/,
  /^The user doesn't want to (proceed with this tool use|take this action)/,
  /^[^\n]{1,2000} needs approval\. [^\n]*Allowing runs the command as written\./,
];

function verdictOf(call: Fields) {
  const answer = textIn(call, 'tool_response') ?? '';
  if (REFUSED_CALL.test(answer)) return { state: 'failed', errorType: 'invalid_call' } as const;
  if (DENIALS.some((denial) => denial.test(answer))) return { state: 'denied' } as const;
  return { state: 'succeeded' } as const;
}

/** The tool that runs subagents, under its name of today and its former one. */
const SPAWNING_TOOLS: ReadonlySet<string | undefined> = new Set(['Agent', 'Task']);

/** Joins a subagent to the call that spawned it and named it, and to the subagent that made the call. */
function spawnOf(hook: Hook, toolUseId: string | undefined): Draft[] {
  if (!SPAWNING_TOOLS.has(textIn(hook.body, 'tool_name'))) return [];
  const response = objectIn(hook.body, 'tool_response');
  const agentId = textIn(response, 'agentId');
  if (agentId === undefined) return [];
  return [
    {
      type: 'subagent.start',
      key: agentId,
      paths: { agentId: 'tool_response.agentId' },
      agentId,
      agentType: nameIn(response, 'agentType'),
      subagentName: nameIn(response, 'name') ?? nameIn(objectIn(hook.body, 'tool_input'), 'name'),
      parentAgentId: hook.agentId,
      toolUseId,
      agoMs: durationOf(hook.body),
    },
  ];
}
