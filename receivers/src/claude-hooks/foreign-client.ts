import { textIn, type Fields } from './fields.ts';

/**
 * Other clients run the hooks of a project's `.claude/settings.json` too, with bodies of their own: Cursor
 * (https://cursor.com/docs/reference/third-party-hooks), VS Code's agents
 * (https://code.visualstudio.com/docs/agent-customization/hooks) and those made like it (2026-11). What they
 * tell is no session of Claude Code. Its name where one sent the body; else null.
 */
export function foreignClientOf(body: Fields): string | null {
  if (CURSOR.some((field) => field in body)) return 'cursor';
  const transcript = textIn(body, 'transcript_path') ?? textIn(body, 'transcriptPath') ?? '';
  if (/[\\/]\.cursor[\\/]/.test(transcript)) return 'cursor';
  // No hook of Claude Code reports a time, or has names in camel case.
  if (CAMEL.some((field) => field in body) || 'timestamp' in body) return 'vscode';
  return null;
}

const CURSOR = ['conversation_id', 'cursor_version', 'generation_id', 'workspace_roots'];
const CAMEL = ['hookEventName', 'sessionId', 'toolName', 'toolUseId'];

/** What the client calls its hook. */
export const foreignHookOf = (body: Fields): string =>
  textIn(body, 'hook_event_name') ?? textIn(body, 'hookEventName') ?? 'hook';
