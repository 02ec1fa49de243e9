import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Who writes a segment. `start` tells a process from a later one with the same pid; `0`: unknown. */
export type Owner = { host: string; pid: number; start: string };

/** `unknown`: on another machine or in another container, or its start time cannot be read. */
type OwnerState = 'self' | 'alive' | 'dead' | 'unknown';

/** What can be asked about processes; `startOf` answers `0` where the system does not tell. */
export type ProcessTable = { isAlive: (pid: number) => boolean; startOf: (pid: number) => string };

/** Decides from the name of a segment whether its writer still lives. Pure but for the questions it asks. */
export function ownerState(owner: Owner, self: Owner, table: ProcessTable): OwnerState {
  if (owner.host !== self.host) return 'unknown';
  if (owner.pid === self.pid && owner.start === self.start) return 'self';
  if (!table.isAlive(owner.pid)) return 'dead';
  const start = table.startOf(owner.pid);
  if (start === '0' || owner.start === '0') return 'unknown';
  return start === owner.start ? 'alive' : 'dead';
}

export const PROCESSES: ProcessTable = { isAlive, startOf };

export function thisOwner(): Owner {
  // Containers share pids, and often the host name and the home folder: the namespace differs.
  const scope = `${hostname()} ${pidNamespace()}`;
  const host = createHash('sha256').update(scope).digest('hex').slice(0, 8);
  return { host, pid: process.pid, start: startOf(process.pid) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat (start in clock ticks); the command before it may hold spaces. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
  } catch {
    return '0';
  }
}

function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
