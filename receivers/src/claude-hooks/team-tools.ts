import { LIMITS } from '@claude-monitor/protocol';
import { nameIn, objectIn, textIn } from './fields.ts';
import type { Draft, Hook } from './hook.ts';

/** The main loop, as its subagents call it. */
const MAIN_LOOP = 'main';

/** Ids of subagents: `a1f93bdeac4fd276f`, and of teammates `awriter-8bcd9f5e0ef94337`. */
const AGENT_ID = /^a(?:.+-)?[0-9a-f]{16}$/;

/**
 * A message from one agent to another: whom it went to and how long it was, of its text nothing (rule PRX4).
 * One that did not reach anybody is none. (Claude Code 2.1.197 to 2.1.330; the first says no ids.)
 */
export function messageOf(hook: Hook, toolUseId: string | undefined): Draft[] {
  if (textIn(hook.body, 'tool_name') !== 'SendMessage') return [];
  const input = objectIn(hook.body, 'tool_input');
  const response = objectIn(hook.body, 'tool_response');
  const to = nameIn(input, 'to') ?? nameIn(input, 'recipient');
  if (to === undefined || response['success'] !== true) return [];
  return [
    {
      type: 'message',
      key: toolUseId,
      toolUseId,
      ...recipientOf(hook, to),
      length: lengthOf(input['message'] ?? input['content']),
    },
  ];
}

type Recipient = { toSessionId?: string; toAgentId?: string | undefined; toAgentName?: string };

function recipientOf({ sessionId, body }: Hook, to: string): Recipient {
  if (to === MAIN_LOOP) return { toSessionId: sessionId };
  const pinned = textIn(objectIn(objectIn(body, 'tool_response'), 'pin'), 'id');
  const toAgentId = pinned ?? (AGENT_ID.test(to) ? to : undefined);
  return { toAgentId, toAgentName: to };
}

/** In characters; one that is no text is a word of the client's own, as the end of a team. */
function lengthOf(message: unknown): number | undefined {
  const text =
    typeof message === 'string' ? message : (JSON.stringify(message) as string | undefined);
  return text === undefined ? undefined : Math.min(text.length, LIMITS.promptLength);
}

/** A run of a workflow stands where a subagent does: those that it starts are below it. */
export function workflowOf(hook: Hook, toolUseId: string | undefined): Draft[] {
  if (textIn(hook.body, 'tool_name') !== 'Workflow') return [];
  const response = objectIn(hook.body, 'tool_response');
  const id = textIn(response, 'runId');
  if (id === undefined) return [];
  return [
    {
      type: 'subagent.start',
      key: id,
      paths: { agentId: 'tool_response.runId' },
      agentId: id,
      workflow: { id, name: nameIn(response, 'workflowName') },
      parentAgentId: hook.agentId,
      toolUseId,
    },
  ];
}
