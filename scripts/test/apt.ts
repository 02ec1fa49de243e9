import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';

/** What becomes root: nothing when this is root, else sudo that asks for no password. */
export function rootPrefix(userId: number | undefined): string[] {
  return userId === 0 ? [] : ['sudo', '-n'];
}

export const hasApt = (): boolean => process.platform === 'linux' && isRunnable('/usr/bin/apt-get');

/** Runs apt-get; whether it went well. */
export function apt(
  args: readonly string[],
  { asRoot = true, cwd = '/' }: { asRoot?: boolean; cwd?: string } = {},
): boolean {
  const prefix = asRoot ? rootPrefix(process.getuid?.()) : [];
  const [command = 'apt-get', ...rest] = [...prefix, 'apt-get', ...args];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status } = spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'], env, cwd });
  return status === 0;
}

export function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
