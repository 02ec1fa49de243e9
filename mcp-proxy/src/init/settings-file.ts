import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isNestedDeeper } from '@claude-monitor/receivers';

const MOST_LEVELS = 200;

/** What can't be used as it is, in words for its user: the file stays untouched. */
class SettingsFault extends Error {}

/** The text of a file that will be written again; null where there is none. Refuses what would not come back as it was. */
export function readText(path: string): string | null {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  if (!existsSync(path)) {
    // A file in its place would part it from where its user keeps it.
    if (isLink) {
      throw new SettingsFault(
        `${path} is a link to a file that isn’t there. Create that file or remove the link. Nothing was changed.`,
      );
    }
    return null;
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new SettingsFault(`${path} can’t be read: ${reasonOf(error)}`);
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) {
    throw new SettingsFault(
      `${path} isn’t encoded in UTF-8. Save it as UTF-8 and run init again. Nothing was changed.`,
    );
  }
  return text;
}

/** The text of a settings file; null where there is none. Refuses what its client could not read either. */
export function readSettings(path: string): string | null {
  const text = readText(path);
  if (text === null) return null;
  if (isNestedDeeper(text, MOST_LEVELS)) {
    throw new SettingsFault(
      `${path} is nested deeper than ${String(MOST_LEVELS)} levels. Nothing was changed.`,
    );
  }
  if (text.trim() === '') return text;
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new SettingsFault(
      `${path} isn’t valid JSON, so Claude Code can’t read it either: ${reasonOf(error)}. ` +
        'Comments and trailing commas are not allowed. Fix it and run init again. Nothing was changed.',
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SettingsFault(`${path} isn’t a JSON object. Nothing was changed.`);
  }
  return text;
}

/** Replaces a file in one step, through a link to it, with the mode it had. Throws words when the disk refuses. */
export function writeSettings(path: string, text: string, mode = 0o600): void {
  const isThere = existsSync(path);
  const target = isThere ? realpathSync(path) : path;
  const draft = `${target}.claude-monitor.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    const keptMode = isThere ? statSync(target).mode & 0o777 : mode;
    if (isThere && (keptMode & 0o200) === 0) throw new Error('it is read-only');
    writeFileSync(draft, text, { mode: keptMode });
    chmodSync(draft, keptMode);
    renameSync(draft, target);
  } catch (error) {
    throw new SettingsFault(`${path} can’t be written: ${reasonOf(error)}`);
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
