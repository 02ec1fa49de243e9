import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Writes a file that only its user may read, in one step: a reader sees the old text or the new one. Throws
 * when the disk refuses.
 */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(draft, text, { mode: 0o600 });
  // A draft that a crash left keeps the mode it had.
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
