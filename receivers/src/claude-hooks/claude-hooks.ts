import { hash64, parseEvent, type ItemErrorCode, type UnknownName } from '@claude-monitor/protocol';
import type { NormalisedBatch, RefusedItem } from '../events.ts';
import { isFields, textIn, type Fields } from './fields.ts';
import { foreignClientOf, foreignHookOf } from './foreign-client.ts';
import { readHook, type Draft, type Hook, type HookReader } from './hook.ts';
import { isKnownField } from './known-fields.ts';
import * as session from './session-hooks.ts';
import * as tool from './tools/tool-hooks.ts';
import * as turn from './turn-hooks.ts';
import { CLAUDE_CODE } from '../otlp/sender.ts';
import { recordUnknown } from '../unknown-names.ts';

export type NormalisedHook = NormalisedBatch & {
  /** Of a newer client: tolerated and counted. */
  unknown: UnknownName[];
};

/**
 * What one call of a Claude Code hook says, in words of the vocabulary. What has no field there, all
 * prompts and the input and output of tools, goes no further (rule PRX4). Hooks carry no time, so
 * theirs is that of their arrival.
 */
export function normaliseHook(body: unknown, arrivedAt: number): NormalisedHook {
  if (!isFields(body)) return refused('', 'expected an object');
  const foreign = foreignClientOf(body);
  if (foreign !== null) return ofForeignClient(foreign, body);
  const name = textIn(body, 'hook_event_name');
  if (name === undefined) return refused('hook_event_name', 'expected the name of a hook');
  const hook = readHook(body, name);
  if (hook.sessionId === '') return refused('session_id', 'expected the id of a session');
  const reader = READERS.get(name);
  const unknown = unknownNamesOf(body, reader === undefined ? name : null);
  const result: NormalisedHook = { events: [], refused: [], unknown };
  for (const [index, draft] of (reader?.(hook) ?? []).entries()) {
    const parsed = parseEvent(eventOf(hook, draft, arrivedAt));
    if (parsed.ok) {
      result.events.push(parsed.event);
    } else {
      const { code, message } = parsed;
      const path = { ...PATHS, ...draft.paths }[parsed.path] ?? parsed.path;
      result.refused.push({ index, id: null, code, path, message });
    }
  }
  return result;
}

/** It is counted by its client, and says nothing here. */
function ofForeignClient(client: string, body: Fields): NormalisedHook {
  const unknown: UnknownName[] = [];
  recordUnknown(unknown, { client, version: null, kind: 'hook', name: foreignHookOf(body) });
  return { events: [], refused: [], unknown };
}

/** The hook itself where it is not known, and fields; no hook says the client's version. */
function unknownNamesOf(body: Fields, unknownHook: string | null): UnknownName[] {
  const list: UnknownName[] = [];
  const client = { client: CLAUDE_CODE, version: null };
  if (unknownHook !== null) recordUnknown(list, { ...client, kind: 'hook', name: unknownHook });
  for (const name of Object.keys(body)) {
    if (!isKnownField(name)) recordUnknown(list, { ...client, kind: 'hook_field', name });
  }
  return list;
}

const silent: HookReader = () => [];

/** Every hook there is, those included that say nothing a monitor shows. */
const READERS: ReadonlyMap<string, HookReader> = new Map([
  ['SessionStart', session.sessionStart],
  ['SessionEnd', session.sessionEnd],
  ['UserPromptSubmit', turn.userPromptSubmit],
  ['Stop', turn.stop],
  ['StopFailure', turn.stopFailure],
  ['PermissionRequest', turn.permissionRequest],
  ['Notification', turn.notification],
  ['Elicitation', turn.elicitation],
  ['ElicitationResult', turn.elicitationResult],
  ['PreToolUse', tool.preToolUse],
  ['PostToolUse', tool.postToolUse],
  ['PostToolUseFailure', tool.postToolUseFailure],
  ['PostToolBatch', tool.postToolBatch],
  ['PermissionDenied', tool.permissionDenied],
  ['SubagentStart', session.subagentStart],
  ['SubagentStop', session.subagentStop],
  ['PreCompact', session.preCompact],
  ['PostCompact', session.postCompact],
  ['PreModelSwitch', session.preModelSwitch],
  ['PostModelSwitch', session.postModelSwitch],
  ['TaskCreated', session.taskCreated],
  ['TaskCompleted', session.taskCompleted],
  ['ConfigChange', silent],
  ['CwdChanged', silent],
  ['DirectoryAdded', silent],
  ['FileChanged', silent],
  ['InstructionsLoaded', silent],
  ['MessageDisplay', silent],
  ['Setup', silent],
  ['TeammateIdle', silent],
  ['UserPromptExpansion', silent],
  ['WorktreeCreate', silent],
  ['WorktreeRemove', silent],
]);

export const HOOK_NAMES: readonly string[] = [...READERS.keys()];

function eventOf(hook: Hook, draft: Draft, arrivedAt: number): object {
  const { id, key, paths: _, agoMs = 0, ...fields } = draft;
  const { name, sessionId, promptId, agentId, project } = hook;
  const identity = key === undefined ? [promptId, arrivedAt] : [key];
  return {
    sessionId,
    promptId,
    agentId,
    project,
    ...fields,
    id: id ?? `hook:${hash64(JSON.stringify([sessionId, name, fields.type, ...identity]))}`,
    time: Math.max(0, arrivedAt - agoMs),
    source: 'hook',
  };
}

/** A fault is reported by the name that its field has in a hook. */
const PATHS: { readonly [field: string]: string } = {
  sessionId: 'session_id',
  agentId: 'agent_id',
  toolUseId: 'tool_use_id',
  taskId: 'task_id',
};

function refused(path: string, message: string): NormalisedHook {
  const code: ItemErrorCode = 'invalid_event';
  const item: RefusedItem = { index: 0, id: null, code, path, message };
  return { events: [], refused: [item], unknown: [] };
}
