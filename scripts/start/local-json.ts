import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** `local.json`: how programs on this machine reach the local monitor. */
export const localSchema = z.object({
  url: z.string(),
  dashboardUrl: z.string(),
  ingestKey: z.string(),
  readKey: z.string(),
  adminKey: z.string(),
});

export type LocalKeys = { ingestKey: string; readKey: string; adminKey: string };
export type Local = z.infer<typeof localSchema>;

/** Opens as admin: whoever reads this file is. The key stands in the fragment, which browsers send nowhere. */
export function localOf(url: string, keys: LocalKeys): Local {
  const { ingestKey, readKey, adminKey } = keys;
  return { url, dashboardUrl: `${url}/#key=${adminKey}`, ingestKey, readKey, adminKey };
}

/** Keys of an earlier start; null when there are none that can be read. */
export function readLocal(path: string): Local | null {
  try {
    return localSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
