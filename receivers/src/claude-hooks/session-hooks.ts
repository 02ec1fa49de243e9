import { LIMITS } from '@claude-monitor/protocol';
import { codeIn, countIn, nameIn, textIn, type Fields } from './fields.ts';
import type { Draft, Hook, HookReader } from './hook.ts';

/** After a compaction the session goes on: only its model is news. */
export const sessionStart: HookReader = ({ body }) => {
  const model = modelIn(body, 'model');
  if (textIn(body, 'source') === 'compact')
    return model === undefined ? [] : [contextReading({ model })];
  return [{ type: 'session.start', model }, ...contextOf(body)];
};

export const sessionEnd: HookReader = ({ body }) => [
  { type: 'session.end', reason: codeIn(body, 'reason') },
];

/** Agents internal to the client, like the one that compacts, have no type: nobody spawned them. */
export const subagentStart: HookReader = (hook) =>
  hook.body['agent_type'] === '' ? [] : [{ type: 'subagent.start', ...instanceOf(hook) }];

export const subagentStop: HookReader = (hook) =>
  hook.body['agent_type'] === '' ? [] : [{ type: 'subagent.end', ...instanceOf(hook) }];

export const preCompact: HookReader = () => [{ type: 'session.state', state: 'working' }];

/** One compaction is one event, reported when it is done; after one by hand the human has the turn. */
export const postCompact: HookReader = ({ body }) => {
  const trigger = codeIn(body, 'trigger');
  const over: Draft[] = trigger === 'manual' ? [{ type: 'session.state', state: 'turn_over' }] : [];
  return [{ type: 'compaction', trigger }, ...over];
};

/** The model of what is to come is not the model yet. */
export const preModelSwitch: HookReader = ({ body }) => contextOf(body);

export const postModelSwitch: HookReader = ({ body }) => {
  const model = modelIn(body, 'to_model');
  const [context] = contextOf(body);
  if (context !== undefined) return [{ ...context, model }];
  return model === undefined ? [] : [contextReading({ model })];
};

/** A list of the client's own: each session counts from 1, and the subjects are a tool's input. */
export const taskCreated: HookReader = (hook) => [{ type: 'task.plan', ...taskOf(hook) }];

export const taskCompleted: HookReader = (hook) => [
  { type: 'task.complete', status: 'success', ...taskOf(hook) },
];

const contextReading = (fields: { model?: string | undefined; contextTokens?: number }): Draft => ({
  type: 'session.context',
  ...fields,
});

function contextOf(body: Fields): Draft[] {
  const contextTokens = countIn(body, 'context_tokens', LIMITS.tokensPerEvent);
  return contextTokens === undefined ? [] : [contextReading({ contextTokens })];
}

/** Ids of models have no spaces, those of gateways neither. */
const MODEL = /^[^\s"'<>]+$/;

function modelIn(body: Fields, name: string): string | undefined {
  const model = nameIn(body, name);
  return model !== undefined && MODEL.test(model) ? model : undefined;
}

function instanceOf({ agentId, body }: Hook) {
  return { key: agentId, agentId, agentType: nameIn(body, 'agent_type') };
}

function taskOf({ sessionId, body }: Hook) {
  const id = textIn(body, 'task_id');
  const taskId = id === undefined ? undefined : `${id} of ${sessionId}`;
  return { key: id, taskId, project: undefined };
}
