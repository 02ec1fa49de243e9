import { readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Env } from '../config.ts';

/** A transcript as it lies on the disk. */
export type FoundFile = { path: string; size: number; mtimeMs: number; id: string };
/** What a look through folders found, and what could not be looked at. */
export type Found = { files: FoundFile[]; unreadable: { path: string; reason: string }[] };

/** Where Claude Code keeps its transcripts: `CLAUDE_CONFIG_DIR` (several, by commas), else its two usual places. */
export function defaultRoots(env: Env): string[] {
  const chosen = (env['CLAUDE_CONFIG_DIR'] ?? '')
    .split(',')
    .map((path) => path.trim())
    .filter((path) => path !== '');
  const home = env['HOME'] ?? homedir();
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config');
  const folders = chosen.length > 0 ? chosen : [join(home, '.claude'), join(config, 'claude')];
  return folders.map((folder) => join(folder, 'projects'));
}

/**
 * All transcripts below the roots, a session's own before those of its subagents. Links are followed, each
 * folder and file once: those that lead in a circle end, and what two roots share counts once.
 */
export function findTranscripts(roots: readonly string[], options = { mustExist: false }): Found {
  const found: Found = { files: [], unreadable: [] };
  const seen = new Set<string>();
  for (const root of roots) lookInto(root, { found, seen, isRoot: true, ...options });
  found.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return found;
}

type Look = { found: Found; seen: Set<string>; isRoot: boolean; mustExist: boolean };

function lookInto(path: string, look: Look): void {
  try {
    const stats = statSync(path, { bigint: true });
    const id = `${String(stats.dev)}:${String(stats.ino)}`;
    if (look.seen.has(id)) return;
    look.seen.add(id);
    if (stats.isDirectory()) {
      for (const name of readdirSync(path)) {
        lookInto(join(path, name), { ...look, isRoot: false });
      }
    } else if (stats.isFile() && path.endsWith('.jsonl')) {
      const { size, mtimeMs } = stats;
      look.found.files.push({
        path: realpathSync(path),
        size: Number(size),
        mtimeMs: Number(mtimeMs),
        id,
      });
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    // A root that is not there holds nothing; a file that went meanwhile neither.
    if (code === 'ENOENT' && !(look.isRoot && look.mustExist)) return;
    look.found.unreadable.push({ path, reason: code });
  }
}

/** The folder of the project that a transcript lies in, and whose it is. */
export function placeOf(path: string): { folder: string; agentId: string | null } {
  const agentId = /^agent-(.+)\.jsonl$/.exec(basename(path))?.[1] ?? null;
  const parent = dirname(path);
  const isNested = basename(parent) === 'subagents';
  return { folder: basename(isNested ? dirname(dirname(parent)) : parent), agentId };
}
