import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { faults, StartFault } from './fault.ts';

const PRIVATE_FILE = 0o600;

/** Who holds a data folder. Pids are used again, so the time its process started goes with it. */
export type Holder = { pid: number; startedAt: string };

/** Whether the holder named in a lock file still lives, given what `pid` is now (null: nothing). */
export function isHeld(lock: Holder | null, startedNow: string | null): boolean {
  return lock !== null && startedNow !== null && lock.startedAt === startedNow;
}

export function parseLock(text: string): Holder | null {
  const [pid = '', ...startedAt] = text.trim().split(' ');
  return /^\d+$/.test(pid) ? { pid: Number(pid), startedAt: startedAt.join(' ') } : null;
}

/**
 * Takes the data folder for this process, or throws a `StartFault` that names its holder. Returns
 * the release, which may be called in an exit handler.
 */
export function takeLock(lockPath: string, folder: string): () => void {
  const own = `${String(process.pid)} ${startOf(process.pid) ?? ''}\n`;
  // Twice: a lock left behind by a killed process is moved away after the first try.
  for (let attempt = 0; attempt < 2; attempt++) {
    if (createLock(lockPath, own)) {
      return () => {
        if (readIfThere(lockPath) === own) rmSync(lockPath, { force: true });
      };
    }
    const text = readIfThere(lockPath);
    const lock = text === null ? null : parseLock(text);
    if (lock !== null && isHeld(lock, startOf(lock.pid))) {
      throw new StartFault(faults.alreadyRunning(folder, lock.pid));
    }
    moveAway(lockPath);
  }
  const winner = parseLock(readIfThere(lockPath) ?? '');
  throw new StartFault(faults.alreadyRunning(folder, winner?.pid ?? 0));
}

function createLock(lockPath: string, text: string): boolean {
  try {
    writeFileSync(lockPath, text, { flag: 'wx', mode: PRIVATE_FILE });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw new StartFault(faults.folderNotWritable(lockPath, String(error)), { cause: error });
  }
}

/** A rename succeeds for one of two starts that both found a stale lock. */
function moveAway(lockPath: string): void {
  const aside = `${lockPath}.${String(process.pid)}`;
  try {
    renameSync(lockPath, aside);
  } catch {
    return;
  }
  rmSync(aside, { force: true });
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** When the process started, in its platform's own words; null when there is none. */
function startOf(pid: number): string | null {
  try {
    if (process.platform === 'linux') return startOnLinux(pid);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** Ticks since boot are field 22 of `stat`; the name in field 2 may hold spaces and brackets. */
function startOnLinux(pid: number): string | null {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const [state, ticks] = [fields[0], fields[19]];
  // A zombie has ended; its parent just has not asked yet.
  return state === 'Z' || ticks === undefined ? null : `${boot}:${ticks}`;
}
