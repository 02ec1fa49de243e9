import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The oldest Node from 20 on that this machine offers: the client promises to run on it. */
export function oldestNode(): string {
  const found = (process.env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .filter((path) => existsSync(path));
  const candidates = [...new Set([process.execPath, ...found])]
    .map((path) => ({ path, major: majorOf(path) }))
    .filter(({ major }) => major >= 20)
    .sort((a, b) => a.major - b.major);
  return candidates[0]?.path ?? process.execPath;
}

function majorOf(path: string): number {
  return Number(
    execFileSync(path, ['-p', 'process.versions.node.split(".")[0]'], { encoding: 'utf8' }),
  );
}
