import type { QueueOptions, Platform } from './event-queue.ts';
import { MemoryQueue } from './memory-queue.ts';

/** Workers, browsers and all else without a file system: events stay in memory until they are sent. */
export const platform: Platform = {
  openQueue: (options) => new MemoryQueue({ ...options, env: options.env ?? processEnv() }),
  callerOf: (env) => {
    const user = (env ?? processEnv())['CLAUDE_MONITOR_USER'];
    return typeof user === 'string' && user !== '' ? { user } : {};
  },
};

/** Workers fill `process.env` from their bindings; a browser has none. */
function processEnv(): NonNullable<QueueOptions['env']> {
  const scope: { process?: { env?: NonNullable<QueueOptions['env']> } } = globalThis;
  return scope.process?.env ?? {};
}
