import {
  closeSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  type Stats,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { Destination, Env } from '../config.ts';
import { ownerState, type Owner, type ProcessTable } from './owner.ts';
import { parseSegmentFile, segmentFile, type SegmentName } from './segment-name.ts';

const ORPHAN_AGE_MS = 86_400_000;

type ListedSegment = SegmentName & { path: string; size: number; writtenAt: number };

/**
 * The spool of one destination: what one workspace's processes leave behind goes to no other
 * workspace. `null` is where events wait that nobody said where to send.
 */
export function spoolFolder(env: Env, destination: Destination | null): string {
  const chosen = env['CLAUDE_MONITOR_SPOOL'];
  if (chosen !== undefined && chosen !== '') return chosen;
  const stateHome = env['XDG_STATE_HOME'];
  const state =
    stateHome === undefined || stateHome === '' ? join(homedir(), '.local', 'state') : stateHome;
  const name = destination === null ? 'unassigned' : nameOf(destination);
  return join(state, 'claude-monitor', 'spool', name);
}

/** A new key of the same workspace (`cm.WORKSPACE.…`) sends what the old one could not. */
function nameOf({ url, key }: Destination): string {
  const [prefix, workspace = ''] = key.split('.');
  const owner = prefix === 'cm' ? workspace : key;
  return createHash('sha256').update(`${url} ${owner}`).digest('hex').slice(0, 16);
}

/** All segments of a folder, oldest first; none where there is no folder. Only files are segments. */
export function listSegments(folder: string): ListedSegment[] {
  return filesOf(folder)
    .flatMap((file) => {
      const name = parseSegmentFile(file);
      const path = join(folder, file);
      const stats = name === null ? undefined : statsOf(path);
      if (name === null || stats?.isFile() !== true) return [];
      return [{ ...name, path, size: stats.size, writtenAt: stats.mtimeMs }];
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Whether a segment was left behind: its writer is dead, or out of sight and long silent. */
export function isAbandoned(
  segment: ListedSegment,
  context: { self: Owner; table: ProcessTable; now: number; foreignIdleMs: number },
): boolean {
  const state = ownerState(segment.owner, context.self, context.table);
  if (state === 'unknown') return context.now - segment.writtenAt > context.foreignIdleMs;
  return state === 'dead';
}

/** Taken over, lost to another process that was faster, or not to be read by this one: left as it is. */
export type Claim =
  { kind: 'claimed'; path: string } | { kind: 'lost' } | { kind: 'unreadable'; reason: string };

/**
 * Makes a segment this process's own. Of several that try, the rename lets one win. What can't be
 * opened (of another user, out of descriptors, a bad disk) is left to those who can.
 */
export function claimSegment(segment: ListedSegment, folder: string, self: Owner): Claim {
  const path = join(folder, segmentFile({ id: segment.id, owner: self }));
  try {
    closeSync(openSync(segment.path, 'r'));
    renameSync(segment.path, path);
    return { kind: 'claimed', path };
  } catch (error) {
    if (statsOf(segment.path) === undefined) return { kind: 'lost' };
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : 'unknown' };
  }
}

/** Deletes drafts and acknowledgements that a crash left without their segment. */
export function deleteStrayFiles(folder: string, now: number): void {
  const files = filesOf(folder);
  // By the start of the name: a later version may name its segments otherwise.
  const hasSegment = (id: string): boolean =>
    files.some((file) => file.startsWith(`${id}.`) && file !== `${id}.ack`);
  for (const file of files) {
    const isDraft = file.endsWith('.tmp');
    const isOrphan = file.endsWith('.ack') && !hasSegment(file.slice(0, -'.ack'.length));
    if (!isDraft && !isOrphan) continue;
    const path = join(folder, file);
    if (now - (statsOf(path)?.mtimeMs ?? now) > ORPHAN_AGE_MS) rmSync(path, { force: true });
  }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
