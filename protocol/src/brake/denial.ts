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

/** Doers that are remembered as told. */
const KEPT = 2_000;

/**
 * How Claude Code (2.1.330) is told that a tool call is denied: `permissionDecision` "deny", whose reason the model
 * reads as the result of the call. Whoever calls again after it had the chance to read it is stopped: `continue`
 * false ends the turn without another request.
 */
export class Denials {
  /** By doer: whether the batch that was denied first is over, so that the model has read why. */
  readonly #denied = new Map<string, 'denied' | 'read'>();

  /** What `PreToolUse` is answered. */
  deny(doer: Doer, reason: string): HookAnswer {
    const key = keyOf(doer);
    const hasRead = this.#denied.get(key) === 'read';
    this.#set(key, hasRead ? 'read' : 'denied');
    const denied: HookAnswer = {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: reason,
      },
    };
    return hasRead ? { ...denied, continue: false, stopReason: reason } : denied;
  }

  /** Any other hook: the calls of one answer of the model are over, or its user asks again, or it ended. */
  observe(hook: string, doer: Doer): void {
    if (this.#denied.size === 0) return;
    const key = keyOf(doer);
    switch (hook) {
      case 'PostToolBatch':
        if (this.#denied.has(key)) this.#set(key, 'read');
        return;
      case 'UserPromptSubmit':
      case 'SessionEnd':
        for (const each of this.#denied.keys()) {
          if (each.startsWith(`${doer.session}\n`)) this.#denied.delete(each);
        }
        return;
      default:
        return;
    }
  }

  /** Nothing stops it any more. */
  allowed(doer: Doer): void {
    if (this.#denied.size > 0) this.#denied.delete(keyOf(doer));
  }

  #set(key: string, state: 'denied' | 'read'): void {
    this.#denied.delete(key);
    this.#denied.set(key, state);
    const [oldest] = this.#denied.keys();
    if (this.#denied.size > KEPT && oldest !== undefined) this.#denied.delete(oldest);
  }
}

const keyOf = ({ session, agent }: Doer): string => `${session}\n${agent ?? ''}`;
