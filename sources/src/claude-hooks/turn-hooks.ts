import { routeOf } from '@claude-monitor/protocol';
import { codeIn, nameIn, textIn } from './fields.ts';
import type { Draft, HookReader } from './hook.ts';

/** Of a prompt only its length and where it goes are told. */
export const userPromptSubmit: HookReader = ({ body }) => {
  const prompt = textIn(body, 'prompt');
  if (prompt === undefined) return [{ type: 'prompt', length: 0 }];
  return [{ type: 'prompt', length: prompt.length, route: routeOf(prompt).route }];
};

export const stop: HookReader = () => [{ type: 'session.state', state: 'turn-over' }];

/** The turn ended by a failure; its message is prose, its code is not. */
export const stopFailure: HookReader = ({ body }) => [
  { type: 'session.state', state: 'turn-over' },
  { type: 'error', errorType: codeIn(body, 'error') ?? 'unknown', severity: 'high' },
];

export const permissionRequest: HookReader = ({ body }) => [
  waiting(permissionReason(nameIn(body, 'tool_name'))),
];

export const elicitation: HookReader = ({ body }) => {
  const server = nameIn(body, 'mcp_server_name');
  return [waiting(server === undefined ? 'Asks for input' : `${server} asks for input`)];
};

export const elicitationResult: HookReader = () => [working];

export const notification: HookReader = ({ body }) =>
  NOTIFICATIONS.get(textIn(body, 'notification_type')) ?? [];

const waiting = (reason?: string): Draft => ({ type: 'session.state', state: 'waiting', reason });

const working: Draft = { type: 'session.state', state: 'working' };

/** Only reminds of the dialog that `PermissionRequest` told of with its tool, so it has no reason. */
const reminder = waiting();

const NOTIFICATIONS: ReadonlyMap<string | undefined, Draft[]> = new Map([
  ['permission_prompt', [reminder]],
  ['idle_prompt', [waiting('Waits for your next prompt')]],
  ['elicitation_dialog', [reminder]],
  ['elicitation_response', [working]],
  ['elicitation_complete', [working]],
]);

function permissionReason(toolName: string | undefined): string {
  if (toolName === undefined) return 'Asks for permission';
  if (toolName === 'AskUserQuestion') return 'Asks a question';
  if (toolName === 'ExitPlanMode') return 'Asks to approve its plan';
  return `Asks to use ${toolName}`;
}
