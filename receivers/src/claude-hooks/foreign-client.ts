import { textIn, type Fields } from './fields.ts';

/**
 * Other clients run the hooks of a project's `.claude/settings.json` too, or hooks made like them, with bodies of
 * their own. What they tell is no session of Claude Code. Sources, 2026-11: Cursor
 * (https://cursor.com/docs/reference/third-party-hooks), VS Code's agents
 * (https://code.visualstudio.com/docs/agent-customization/hooks), Codex (https://developers.openai.com/codex/hooks,
 * and its `notify`), Gemini CLI (https://geminicli.com/docs/hooks/reference/).
 * Its name where one sent the body, "unknown" where only its words are foreign; else null.
 */
export function foreignClientOf(body: Fields): string | null {
  for (const [field, client] of OWN_FIELDS) if (field in body) return client;
  if (CURSOR.some((field) => field in body)) return 'cursor';
  const transcript = textIn(body, 'transcript_path') ?? textIn(body, 'transcriptPath') ?? '';
  const folder = FOLDER.exec(transcript)?.[1];
  if (folder !== undefined) return CLIENT_OF_FOLDER.get(folder) ?? null;
  if (ELSEWHERE.test(transcript)) return 'unknown';
  if (isOfCodex(body)) return 'codex';
  const hook = textIn(body, 'hook_event_name') ?? '';
  if (GEMINI_HOOK.test(hook)) return 'gemini-cli';
  // No hook of Claude Code reports a time, or has names in camel case.
  if (CAMEL.some((field) => field in body) || 'timestamp' in body) return 'vscode';
  return /^[a-z]/.test(hook) ? 'unknown' : null;
}

/**
 * Fields that one client's hooks alone have: Cline (https://docs.cline.bot/customization/hooks), Windsurf
 * (https://docs.windsurf.com/windsurf/cascade/hooks), Augment (https://docs.augmentcode.com/cli/hooks), and the plugins
 * that run Claude's hooks in OpenCode.
 */
const OWN_FIELDS: readonly (readonly [field: string, client: string])[] = [
  ['clineVersion', 'cline'],
  ['agent_action_name', 'windsurf'],
  ['agent_stop_cause', 'augment'],
  ['hook_source', 'opencode'],
];
const CURSOR = ['conversation_id', 'cursor_version', 'generation_id', 'workspace_roots'];
const CAMEL = ['hookEventName', 'sessionId', 'toolName', 'toolUseId'];
const GEMINI_HOOK = /^(Before|After)(Agent|Model|Tool|ToolSelection)$|^PreCompress$/;

/** Claude Code always has a transcript, and names the model nowhere that it names a turn. */
const isOfCodex = (body: Fields): boolean =>
  body['transcript_path'] === null ||
  'thread-id' in body ||
  'turn-id' in body ||
  ('turn_id' in body && 'model' in body);

/** Wherever Claude Code is told to keep its files, a transcript lies in the folder of its project. */
const ELSEWHERE = /^([A-Za-z]:)?[\\/](?!(.*[\\/])?projects[\\/])/s;

/** Where clients keep their transcripts, below the home of their user. */
const CLIENT_OF_FOLDER: ReadonlyMap<string, string> = new Map([
  ['augment', 'augment'],
  ['codebuddy', 'codebuddy'],
  ['codex', 'codex'],
  ['copilot', 'copilot'],
  ['cursor', 'cursor'],
  ['factory', 'droid'],
  ['gemini', 'gemini-cli'],
  ['iflow', 'iflow-cli'],
  ['kilocode', 'kilocode'],
  ['kiro', 'kiro'],
  ['opencode', 'opencode'],
  ['qoder', 'qoder'],
  ['qwen', 'qwen-code'],
  ['trae', 'trae'],
  ['windsurf', 'windsurf'],
]);
const FOLDER = new RegExp(`[\\\\/]\\.(${[...CLIENT_OF_FOLDER.keys()].join('|')})[\\\\/]`);

/** What the client calls its hook; Codex's `notify` is a hook of another name. */
export const foreignHookOf = (body: Fields): string =>
  textIn(body, 'hook_event_name') ??
  textIn(body, 'hookEventName') ??
  textIn(body, 'hookName') ??
  textIn(body, 'agent_action_name') ??
  (foreignClientOf(body) === 'codex' ? textIn(body, 'type') : undefined) ??
  'hook';
