import { LIMITS } from '@claude-monitor/protocol';
import { nameIn, objectIn, textIn, type Fields } from '../fields.ts';
import type { Draft, Hook } from '../hook.ts';

/** The main loop, as its subagents call it, and as the members of its team do. */
const MAIN_LOOP = 'main';
const TEAM_LEAD = 'team-lead';

/** To all members of the team, or of a kind that goes to them (before 2.1.90). */
const EVERYBODY: ReadonlySet<string> = new Set(['*', 'all', '@all', 'everybody', 'everyone']);
const BROADCAST = 'broadcast';
/** Where the client does not say whom that reached: an edge to the team as a group. */
const WHOLE_TEAM = 'the whole team';

/** Sessions on this machine and elsewhere: by a socket's path, or a session's id. */
const PEER = /^(uds|bridge):/;
const PEER_NAME = 'another session';

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
  if (response['success'] !== true) return [];
  const length = lengthOf(input['message'] ?? input['content']);
  return recipientsOf(hook, input, response).map((recipient, index) => ({
    type: 'message',
    key: index === 0 ? toolUseId : `${toolUseId ?? ''} ${String(index)}`,
    toolUseId,
    ...recipient,
    length,
  }));
}

/** A team is no larger. */
const RECIPIENTS_READ = 64;

type Recipient = { toSessionId?: string; toAgentId?: string | undefined; toAgentName?: string };

/**
 * What goes to all of a team is a message to each, where the client says who they were. An empty list says that it
 * reached nobody; none at all, that nobody knows.
 */
function recipientsOf(hook: Hook, input: Fields, response: Fields): Recipient[] {
  const to = namesIn(input['to'] ?? input['recipient'] ?? input['recipients']);
  const isToAll =
    to.some((name) => EVERYBODY.has(name.toLowerCase())) ||
    (to.length === 0 && input['type'] === BROADCAST);
  if (!isToAll) return to.map((name) => recipientOf(hook, name));
  const reached = response['recipients'];
  const names = namesIn(reached);
  if (names.length > 0) return names.map((name) => recipientOf(hook, name));
  return Array.isArray(reached) && reached.length === 0 ? [] : [{ toAgentName: WHOLE_TEAM }];
}

/** One name, or several, each as text or as an object that has one. */
function namesIn(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all
    .slice(0, RECIPIENTS_READ)
    .map((one) => (typeof one === 'string' ? one : nameOfMember(one)).trim())
    .filter((name) => name !== '')
    .map((name) => name.slice(0, LIMITS.nameLength));
}

function nameOfMember(member: unknown): string {
  const fields = objectIn({ member }, 'member');
  return nameIn(fields, 'name') ?? nameIn(fields, 'agentName') ?? nameIn(fields, 'agentId') ?? '';
}

function recipientOf({ sessionId, agentId, body }: Hook, to: string): Recipient {
  // A teammate with a process of its own has a session of its own, which is not its lead's.
  const isLead = to === TEAM_LEAD && agentId !== undefined;
  if (to === MAIN_LOOP || isLead) return { toSessionId: sessionId };
  if (PEER.test(to)) return { toAgentName: PEER_NAME };
  const pinned = textIn(objectIn(objectIn(body, 'tool_response'), 'pin'), 'id');
  const toAgentId = pinned ?? (AGENT_ID.test(to) ? to : undefined);
  return { toAgentId, toAgentName: nameInTeam(to) };
}

/** Others may be called by their team too, or by a part of their session's id: `writer@docs`, `writer [24374e]`. */
const nameInTeam = (to: string): string =>
  /^([^@]+)@[^@]+$/.exec(to)?.[1] ?? to.replace(/(?<=\S) \[[0-9a-f]{4,12}\]$/, '');

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
