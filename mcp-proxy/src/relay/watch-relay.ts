import { readMachine } from '../machine/machine-file.ts';
import { nonEmpty, type Env } from '../resolve-config.ts';
import { callRelay } from './call-relay.ts';
import { ensureRelay } from './start-relay.ts';

const INTERVAL_MS = 30_000;
/** What the process is for comes first. */
const FIRST_MS = 300;

/**
 * While this process lives, so does the relay: hooks post to it, and nobody else would start it again. Does nothing
 * where `init` has not been. Answers how to end.
 */
export function watchRelay(env: Env): () => void {
  if (readMachine(env) === null) return () => undefined;
  const sessionId = nonEmpty(env['CLAUDE_CODE_SESSION_ID']) ?? `proxy-${String(process.pid)}`;
  const look = (): void => {
    void ensureRelay(env)
      .then((started) => {
        if (started.kind !== 'runs') return undefined;
        const body = JSON.stringify({ sessionId, pid: process.pid });
        return callRelay(started.machine, { path: '/attach', body });
      })
      .catch(() => undefined);
  };
  const timers = [setTimeout(look, FIRST_MS).unref(), setInterval(look, INTERVAL_MS).unref()];
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}
