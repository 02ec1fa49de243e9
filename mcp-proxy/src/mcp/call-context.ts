import { createHash, randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import type { ToolContext } from '@claude-monitor/protocol/tools/tools';
import { LIMITS } from '@claude-monitor/protocol/limits';
import type { Env } from '../config.ts';

export type Caller = Pick<ToolContext, 'parentSessionId' | 'user' | 'device'>;

/** Claude Code names its session in the environment; the user's name is sent only when chosen. */
export function callerOf(env: Env): Caller {
  const session = shortText(env['CLAUDE_CODE_SESSION_ID'], LIMITS.idLength);
  const user = shortText(env['CLAUDE_MONITOR_USER'], LIMITS.nameLength);
  return {
    device: deviceId(hostname(), userName()),
    ...(session === null ? {} : { parentSessionId: session }),
    ...(user === null ? {} : { user }),
  };
}

/** The context of one call; `meta` is the request's `_meta`, as the client sent it. */
export function contextOf(caller: Caller, meta: Readonly<Record<string, unknown>>): ToolContext {
  const toolUseId = shortText(meta['claudecode/toolUseId'], LIMITS.idLength);
  return {
    newId: randomUUID,
    now: Date.now(),
    ...caller,
    ...(toolUseId === null ? {} : { toolUseId }),
  };
}

/** Tells devices apart without saying their name: the host's name stays on the machine. */
export function deviceId(host: string, user: string): string {
  return createHash('sha256').update(`${host}\n${user}`).digest('hex').slice(0, 12);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name.
    return String(process.getuid?.() ?? '');
  }
}

const shortText = (value: unknown, limit: number): string | null =>
  typeof value === 'string' && value.length > 0 && value.length <= limit ? value : null;
