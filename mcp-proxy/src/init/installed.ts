import { rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../config.ts';
import { placesOf } from '../machine/places.ts';
import { writePrivate } from '../machine/private-file.ts';
import type { Env } from '../resolve-config.ts';
import { additionsSchema } from './entries.ts';

const fileSchema = z.object({
  path: z.string(),
  agent: z.string(),
  /** There was none before. */
  isMade: z.boolean(),
  backup: z.string().nullable(),
  /** Of the text before and after, SHA-256. */
  before: z.string(),
  after: z.string(),
  additions: additionsSchema,
  /** Of a file that is not JSON: the block that was put at its end. */
  block: z.string().nullable().default(null),
});
const installedSchema = z.object({
  version: z.string(),
  at: z.number(),
  files: z.array(fileSchema),
});

/** What `init` changed, for `uninstall`. */
export type Installed = z.infer<typeof installedSchema>;
export type InstalledFile = z.infer<typeof fileSchema>;

const fileOf = (env: Env): string => join(placesOf(env).config, 'installed.json');

export function readInstalled(env: Env): Installed {
  const parsed = installedSchema.safeParse(readJson(fileOf(env)));
  return parsed.success ? parsed.data : { version: '', at: 0, files: [] };
}

export function saveInstalled(installed: Installed, env: Env): void {
  if (installed.files.length === 0) rmSync(fileOf(env), { force: true });
  else writePrivate(fileOf(env), `${JSON.stringify(installed, null, 2)}\n`);
}

export const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');
