import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Env } from '../resolve-config.ts';
import { placesOf } from './places.ts';
import { writePrivate } from './private-file.ts';

/** The files of the client: all its commands, and the relay by itself, which is smaller in memory. */
const FILES = { client: 'index.js', relay: 'relay.js' } as const;

export type Program = { client: string; relay: string };

const filesIn = (folder: string): Program => ({
  client: join(folder, FILES.client),
  relay: join(folder, FILES.relay),
});

/** The one that runs now; null where it runs from its sources. */
export function thisProgram(): Program | null {
  const path = fileURLToPath(import.meta.url);
  if (!basename(path).endsWith('.js')) return null;
  const files = filesIn(dirname(path));
  return existsSync(files.relay) && existsSync(files.client) ? files : null;
}

/** Where hooks find it; null where it was not put there. */
export function installedProgram(env: Env): Program | null {
  const files = filesIn(placesOf(env).program);
  return existsSync(files.relay) && existsSync(files.client) ? files : null;
}

/**
 * Puts the client that runs where its user's hooks find it, whatever becomes of npm's cache. Each file is
 * replaced in one step: an agent may start it at any moment. Throws when the disk refuses.
 */
export function installProgram(env: Env): Program {
  const from = thisProgram();
  const folder = placesOf(env).program;
  const to = filesIn(folder);
  if (from === null) throw new Error('Build the client first: npm run build');
  if (from.client === to.client) return to;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Says that the files are modules, which Node takes from the nearest package.
  writePrivate(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const name of Object.values(FILES)) {
    const draft = join(folder, `${name}.${String(process.pid)}.tmp`);
    copyFileSync(join(dirname(from.client), name), draft);
    renameSync(draft, join(folder, name));
  }
  return to;
}
