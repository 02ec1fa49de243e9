import { LOG_TOOLS } from '@claude-monitor/protocol';
import { objectIn, textIn } from '../fields.ts';
import type { Draft, Hook } from '../hook.ts';

/** As MCP clients write a server's tool: `mcp__SERVER__TOOL`, whatever a plugin puts around SERVER. */
const OWN_TOOL = /^mcp__[\w-]*claude[-_]monitor[\w-]*__(?<tool>log_\w+)$/;

const NAMES: ReadonlySet<string> = new Set(LOG_TOOLS.map(({ name }) => name));

/**
 * A call of our own tools says for which session this subagent works: the one field of a tool's input
 * that is looked at (rule PRX4). It was made when it succeeded: a denied call declares nothing.
 */
export function linkOf(hook: Hook, toolUseId: string | undefined): Draft[] {
  const tool = OWN_TOOL.exec(textIn(hook.body, 'tool_name') ?? '')?.groups?.['tool'];
  if (tool === undefined || !NAMES.has(tool)) return [];
  const sessionId = textIn(objectIn(hook.body, 'tool_input'), 'sessionId');
  if (sessionId === undefined || sessionId === hook.sessionId) return [];
  return [
    {
      type: 'session.context',
      key: toolUseId,
      paths: { sessionId: 'tool_input.sessionId' },
      sessionId,
      parentSessionId: hook.sessionId,
      toolUseId,
      project: undefined,
    },
  ];
}
