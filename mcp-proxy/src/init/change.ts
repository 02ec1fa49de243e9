import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { addEntries, removeEntries, type Entry } from './entries.ts';
import { digestOf, type InstalledFile } from './installed.ts';
import { readSettings, readText, writeSettings } from './settings-file.ts';

const NEW_FILE = '{}\n';

/** What is to become of a file. `after` null: it goes. */
export type Change = { path: string; before: string | null; after: string | null };
export type Planned = Change & { installed: Omit<InstalledFile, 'backup'> };

/** Adds entries to a JSON file, after those of an earlier `init` were taken out. Throws words for its user. */
export function planJson(
  file: { path: string; agent: string; entries: readonly Entry[] },
  earlier: InstalledFile | undefined,
): Planned {
  const before = readSettings(file.path);
  const clean = before === null ? NEW_FILE : cleanText(before, earlier);
  const { text, additions } = addEntries(clean.trim() === '' ? NEW_FILE : clean, file.entries);
  return plannedOf({ ...file, before, clean, after: text, earlier, additions, block: null });
}

/** Puts a block at the end of a file that is no JSON, in place of that of an earlier `init`. */
export function planBlock(
  file: { path: string; agent: string; block: string },
  earlier: InstalledFile | undefined,
): Planned {
  const before = readText(file.path);
  const clean = before === null ? '' : cleanText(before, earlier);
  const gap = clean === '' || clean.endsWith('\n') ? '' : '\n';
  const block = `${gap}${file.block}`;
  const additions = { entries: [], made: [] };
  return plannedOf({ ...file, before, clean, after: clean + block, earlier, additions, block });
}

function plannedOf(file: {
  path: string;
  agent: string;
  before: string | null;
  clean: string;
  after: string;
  earlier: InstalledFile | undefined;
  additions: InstalledFile['additions'];
  block: string | null;
}): Planned {
  const { path, agent, before, clean, after, earlier, additions, block } = file;
  const isMade = before === null || (earlier?.isMade ?? false);
  const digests = { before: digestOf(clean), after: digestOf(after) };
  return { path, before, after, installed: { path, agent, isMade, additions, block, ...digests } };
}

/** Takes out what `init` added: byte for byte what was there before, but for what its user changed since. */
export function planRemoval(file: InstalledFile): Change | null {
  if (!existsSync(file.path)) return null;
  const before = file.block === null ? readSettings(file.path) : readText(file.path);
  if (before === null) return null;
  const after = cleanText(before, file);
  const isLeftEmpty = after.trim() === '' || after.trim() === NEW_FILE.trim();
  return { path: file.path, before, after: file.isMade && isLeftEmpty ? null : after };
}

function cleanText(text: string, earlier: InstalledFile | undefined): string {
  if (earlier === undefined) return text;
  if (digestOf(text) === earlier.after && earlier.backup !== null && existsSync(earlier.backup)) {
    const backup = readFileSync(earlier.backup, 'utf8');
    if (digestOf(backup) === earlier.before) return backup;
  }
  if (earlier.block !== null) return text.replace(earlier.block, '');
  return removeEntries(text, earlier.additions);
}

/** Keeps the file as it was beside the client's own, and writes the new one. */
export function carryOut({ path, before, after }: Change, backups: string): string | null {
  let backup: string | null = null;
  if (before !== null && before !== after) {
    mkdirSync(backups, { recursive: true, mode: 0o700 });
    backup = join(backups, `${basename(path)}.${String(Date.now())}`);
    copyFileSync(path, backup);
  }
  if (after === null) rmSync(path, { force: true });
  else if (after !== before) writeSettings(path, after);
  return backup;
}
