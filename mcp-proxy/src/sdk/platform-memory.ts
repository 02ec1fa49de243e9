import type { KeeperOptions, Platform } from './keeper.ts';
import { MemoryKeeper } from './memory-keeper.ts';

/** Workers, browsers and all else without a file system: events stay in memory until they are sent. */
export const platform: Platform = {
  openKeeper: (options) => new MemoryKeeper({ ...options, env: options.env ?? processEnv() }),
  callerOf: (env) => {
    const user = (env ?? processEnv())['CLAUDE_MONITOR_USER'];
    return typeof user === 'string' && user !== '' ? { user } : {};
  },
};

/** Workers fill `process.env` from their bindings; a browser has none. */
function processEnv(): NonNullable<KeeperOptions['env']> {
  const scope: { process?: { env?: NonNullable<KeeperOptions['env']> } } = globalThis;
  return scope.process?.env ?? {};
}
