import * as texts from './texts.ts';

/** What of a person's own words, or of their files, a hook sends. */
type HookText = keyof typeof texts.HOOK_TEXTS;

/**
 * The hooks that say something to a monitor, and the text in each. `SessionStart` and `Setup` are not
 * among them: Claude Code does not send those by HTTP.
 */
export const HOOKS: Readonly<Record<string, readonly HookText[]>> = {
  UserPromptSubmit: ['prompts'],
  PreToolUse: ['toolInput'],
  PostToolUse: ['toolInput', 'toolOutput'],
  PostToolUseFailure: ['toolInput', 'toolOutput'],
  PostToolBatch: ['toolInput', 'toolOutput'],
  PermissionRequest: ['toolInput'],
  PermissionDenied: ['toolInput'],
  Notification: ['dialogs'],
  Elicitation: ['dialogs'],
  ElicitationResult: ['dialogs'],
  Stop: ['answers'],
  StopFailure: ['answers'],
  SubagentStart: [],
  SubagentStop: ['answers'],
  PreCompact: ['summaries'],
  PostCompact: ['summaries'],
  PreModelSwitch: [],
  PostModelSwitch: [],
  TaskCreated: ['tasks'],
  TaskCompleted: ['tasks'],
  SessionEnd: [],
};

export function textsOfHooks(): { text: HookText; words: string; hooks: string[] }[] {
  const kinds: HookText[] = ['prompts', 'toolInput', 'toolOutput', 'answers', 'summaries'];
  return [...kinds, 'tasks' as const, 'dialogs' as const].map((text) => ({
    text,
    words: texts.HOOK_TEXTS[text],
    hooks: Object.keys(HOOKS).filter((hook) => HOOKS[hook]?.includes(text)),
  }));
}

/** Longer than any answer takes; Claude Code waits for a hook, and by itself would do so for minutes. */
const HOOK_TIMEOUT_SECONDS = 5;

/** The `hooks` of a settings file that send all of them to the monitor. */
export function hookSettings(url: string, key: string): string {
  const hook = {
    type: 'http',
    url: `${url}/v1/hooks/claude-code`,
    headers: { Authorization: `Bearer ${key}` },
    timeout: HOOK_TIMEOUT_SECONDS,
  };
  const entries = Object.keys(HOOKS).map((name) => [name, [{ hooks: [hook] }]]);
  return JSON.stringify({ hooks: Object.fromEntries(entries) as object }, null, 2);
}
