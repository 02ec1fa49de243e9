import { createHmac } from 'node:crypto';
import { normalize } from 'node:path';

/** Tools of Claude Code that work on one file, and the field of their input that names it. */
const FILE_FIELDS: Readonly<Record<string, string>> = {
  Read: 'file_path',
  Write: 'file_path',
  Edit: 'file_path',
  MultiEdit: 'file_path',
  NotebookEdit: 'notebook_path',
};

export type Fingerprints = { fingerprint: string; pathFingerprint?: string };

/**
 * Tells equal calls and equal files apart from others without saying what they are (rule PRX4): HMAC-SHA256 of tool
 * name and input, and of a file's path, by a key that never leaves this machine; 96 bits of each.
 */
export function fingerprintsOf(
  call: { toolName: string; input: unknown },
  key: string,
): Fingerprints {
  const { toolName, input } = call;
  const fingerprint = sealed(key, ['call', toolName, canonical(input)]);
  const field = FILE_FIELDS[toolName];
  const path =
    field !== undefined && typeof input === 'object' && input !== null
      ? new Map<string, unknown>(Object.entries(input)).get(field)
      : undefined;
  if (typeof path !== 'string' || path === '') return { fingerprint };
  return { fingerprint, pathFingerprint: sealed(key, ['path', normalize(path)]) };
}

const sealed = (key: string, parts: readonly string[]): string =>
  createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, 16);

/** The same for the same input, in whatever order its fields come. */
function canonical(input: unknown): string {
  return JSON.stringify([input], (_, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
