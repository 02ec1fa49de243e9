import { z } from 'zod';
import { smokeFaults } from './fault.ts';

/** With an admin key the test makes keys of its own and revokes them; else it uses these two. */
export type SmokeKeys =
  { kind: 'admin'; adminKey: string } | { kind: 'given'; ingestKey: string; readKey: string };

const keySchema = z.string().default('');
const envSchema = z.object({
  CLAUDE_MONITOR_ADMIN_KEY: keySchema,
  CLAUDE_MONITOR_KEY: keySchema,
  CLAUDE_MONITOR_READ_KEY: keySchema,
});

/** The keys that the environment gives; arguments would stand in the shell's history. */
export function smokeKeys(env: Record<string, string | undefined>): SmokeKeys {
  const parsed = envSchema.parse(env);
  const { CLAUDE_MONITOR_ADMIN_KEY: adminKey } = parsed;
  if (adminKey !== '') return { kind: 'admin', adminKey };
  const { CLAUDE_MONITOR_KEY: ingestKey, CLAUDE_MONITOR_READ_KEY: readKey } = parsed;
  if (ingestKey === '' || readKey === '') throw smokeFaults.noKeys();
  return { kind: 'given', ingestKey, readKey };
}

/** Scheme, host and port of what was typed. */
export function smokeUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) throw smokeFaults.badUrl(text);
  return url.origin;
}
