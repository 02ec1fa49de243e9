import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { configPaths, readJson } from '../config.ts';
import { resolveConfig, type Config, type Env, type Flags } from '../resolve-config.ts';

const localSchema = z.object({ url: z.string(), adminKey: z.string() });

/** The monitor and a key of its admins, from where there may be one. */
export function loadAdminConfig(flags: Flags, env: Env): Config {
  const paths = configPaths(env, fileURLToPath(import.meta.url));
  return resolveAdminConfig({
    flags,
    env,
    saved: readJson(paths.saved),
    local: readJson(paths.local),
  });
}

/**
 * CLAUDE_MONITOR_ADMIN_KEY, and the admin key of the clone's `local.json`, before the key that agents
 * log with, which is seldom an admin's.
 */
export function resolveAdminConfig(input: {
  flags: Flags;
  env: Env;
  saved: unknown;
  local: unknown;
}): Config {
  const { flags, env, saved, local } = input;
  const found = localSchema.safeParse(local);
  const ofAdmin = resolveConfig({
    flags,
    env: { ...env, CLAUDE_MONITOR_KEY: env['CLAUDE_MONITOR_ADMIN_KEY'] },
    saved: null,
    local: found.success ? { url: found.data.url, ingestKey: found.data.adminKey } : null,
  });
  return ofAdmin.destination === null ? resolveConfig({ flags, env, saved, local }) : ofAdmin;
}
