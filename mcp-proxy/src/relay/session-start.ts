import { z } from 'zod';
import { loadConfig } from '../config.ts';
import { connectByPlugin } from '../init/plugin.ts';
import { isSwitchedOff } from '../machine/choices.ts';
import type { Env } from '../resolve-config.ts';
import { callRelay } from './call-relay.ts';
import { RELAY_LIMITS } from './relay-limits.ts';
import { ensureRelay } from './start-relay.ts';

const INPUT_BYTES = 1_000_000;
const hookSchema = z.looseObject({ session_id: z.string().min(1) });

/**
 * `claude-monitor hook`: what Claude Code runs when a session starts, since it posts that hook to nobody. Has the
 * relay run before the first prompt is sent; the plugin has the machine prepared for it, too. Says nothing, fails never: the session would show it, or wait.
 */
export async function sessionStartHook(
  env: Env,
  input: AsyncIterable<unknown>,
  { isPlugin }: { isPlugin: boolean },
): Promise<void> {
  try {
    const body = await readAll(input);
    if (isPlugin) await connectByPlugin(env);
    const started = await ensureRelay(env);
    const hook = hookSchema.safeParse(JSON.parse(body));
    if (started.kind !== 'runs' || !hook.success) return;
    const pid = Number(env['CLAUDE_PID'] ?? '');
    const attach = {
      sessionId: hook.data.session_id,
      pid: Number.isInteger(pid) && pid > 0 ? pid : null,
      isSilent: isSwitchedOff(env),
    };
    await callRelay(started.machine, { path: '/attach', body: JSON.stringify(attach) });
    await callRelay(started.machine, { path: '/v1/hooks/claude-code', body });
  } catch {
    // A monitor that is out of order is none of the session's business (rule PRX2).
  }
}

/** The same where no relay is wanted: straight to the monitor. */
export async function postSessionStart(env: Env, input: AsyncIterable<unknown>): Promise<void> {
  try {
    const body = await readAll(input);
    const { destination } = loadConfig({}, env);
    if (destination === null || isSwitchedOff(env)) return;
    await fetch(`${destination.url}/v1/hooks/claude-code`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${destination.key}`,
        'content-type': 'application/json',
      },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(RELAY_LIMITS.answerMs),
    });
  } catch {
    // As above.
  }
}

async function readAll(input: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > INPUT_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
