import { routeOf } from '@claude-monitor/protocol';
import { codeIn, nameIn, textIn } from './fields.ts';
import type { Draft, HookReader } from './hook.ts';

/** Of a prompt only its length and where it goes are reported. A hook that is registered twice reports it twice. */
export const userPromptSubmit: HookReader = ({ body, promptId: key }) => {
  const prompt = textIn(body, 'prompt');
  if (prompt === undefined) return [{ type: 'prompt', key, length: 0 }];
  return [{ type: 'prompt', key, length: prompt.length, route: routeOf(prompt).route }];
};

export const stop: HookReader = () => [{ type: 'session.state', state: 'turn_over' }];

/** The turn ended by a failure; its message is prose, its code is not. */
export const stopFailure: HookReader = ({ body, promptId }) => {
  const errorType = codeIn(body, 'error') ?? 'unknown';
  // A prompt ends once; a hook that is registered twice reports it twice.
  const key = promptId === undefined ? undefined : `${promptId} ${errorType}`;
  return [
    { type: 'session.state', state: 'turn_over' },
    { type: 'error', key, errorType, severity: 'high' },
  ];
};

export const permissionRequest: HookReader = ({ body }) => [
  waiting(permissionReason(nameIn(body, 'tool_name'))),
];

export const elicitation: HookReader = ({ body }) => {
  const server = nameIn(body, 'mcp_server_name');
  return [waiting(server === undefined ? 'Asks for input' : `${server} asks for input`)];
};

export const elicitationResult: HookReader = () => [working];

export const notification: HookReader = ({ body }) => {
  const type = textIn(body, 'notification_type');
  return type === undefined
    ? untyped(textIn(body, 'message') ?? '')
    : (NOTIFICATIONS.get(type) ?? []);
};

const ASKS = /permission|approval|approve|needs your (attention|answer|input)|wants to /i;

/** Of a client that names no type, the words of the client's own message say it; they go no further. */
function untyped(message: string): Draft[] {
  if (/waiting for your input/i.test(message)) return NOTIFICATIONS.get('idle_prompt') ?? [];
  if (!ASKS.test(message)) return [];
  const tool = /permission to use ([\w.:-]{1,64})/i.exec(message)?.[1];
  return [tool === undefined ? reminder : waiting(permissionReason(tool))];
}

const waiting = (reason?: string): Draft => ({ type: 'session.state', state: 'waiting', reason });

const working: Draft = { type: 'session.state', state: 'working' };

/** Only reminds of the dialog that `PermissionRequest` reported with its tool, so it has no reason. */
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
