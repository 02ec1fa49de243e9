import type { Brake, HookAnswer } from '../api/brakes.ts';

/** Who is about to call a tool: a session by the client's id, in it a subagent, or null for the main loop. */
export type Doer = { session: string; agent: string | null };

/** The first brake that holds for a doer; `project`: of its folder. */
export function brakeOf(
  brakes: readonly Brake[],
  { session, agent, project, isKnown }: Doer & { project: string | null; isKnown: boolean },
): Brake | null {
  const found = brakes.find(({ everyone, project: of, doers }) => {
    if (everyone) return true;
    // Of a session that the monitor knows it knows more than the folder.
    if (!isKnown) return of !== null && of === project;
    return doers.some((one) => one.session === session && one.agent === agent);
  });
  return found ?? null;
}

/**
 * The answer by which Claude Code (2.1.330) denies a tool call. `permissionDecision` "deny" puts the reason into the
 * conversation as the result of the call, where the model reads it with its next request; `continue` false ends the
 * turn before that, and shows the reason to who watches. Without it the client asks the model once more at once, only
 * for it to read why: another request beyond the limit.
 */
export const denialOf = (reason: string): HookAnswer => ({
  hookSpecificOutput: {
    hookEventName: 'PreToolUse',
    permissionDecision: 'deny',
    permissionDecisionReason: reason,
  },
  continue: false,
  stopReason: reason,
});
