import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nonEmpty, resolveConfig, type Config, type Env, type Flags } from './resolve-config.ts';

export {
  resolveConfig,
  type Config,
  type Destination,
  type Env,
  type Flags,
} from './resolve-config.ts';

/** Reads the two files and resolves. Never throws: an unreadable file is as good as none. */
export function loadConfig(flags: Flags, env: Env): Config {
  const paths = configPaths(env, fileURLToPath(import.meta.url));
  return resolveConfig({ flags, env, saved: readJson(paths.saved), local: readJson(paths.local) });
}

/** `moduleFile` is the bundle, `mcp-proxy/dist/index.js` in a clone. */
export function configPaths(env: Env, moduleFile: string): { saved: string; local: string } {
  const config = nonEmpty(env['XDG_CONFIG_HOME']) ?? join(homedir(), '.config');
  const data =
    nonEmpty(env['CLAUDE_MONITOR_DATA']) ?? join(dirname(moduleFile), '../../.claude-monitor');
  return {
    saved: join(config, 'claude-monitor', 'config.json'),
    local: join(data, 'local.json'),
  };
}

/** Null where there is no such file, or it can't be read. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
