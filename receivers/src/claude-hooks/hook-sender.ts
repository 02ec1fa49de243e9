import { isFields, textIn } from './fields.ts';
import { foreignClientOf } from './foreign-client.ts';
import { readHook } from './hook.ts';

/** Who a hook of Claude Code is from. */
export type HookSender = {
  /** Its name: PreToolUse, Stop, … */
  hook: string;
  session: string;
  /** The subagent; null: the main loop. */
  agent: string | null;
  project: string | null;
};

/** Null: of another client, or it names neither itself nor its session. */
export function hookSender(body: unknown): HookSender | null {
  if (!isFields(body) || foreignClientOf(body) !== null) return null;
  const name = textIn(body, 'hook_event_name');
  if (name === undefined) return null;
  const { sessionId: session, agentId, project } = readHook(body, name);
  if (session === '') return null;
  return { hook: name, session, agent: agentId ?? null, project: project ?? null };
}
