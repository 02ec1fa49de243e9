import { readdirSync, renameSync, rmSync, statSync, type Stats } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createHash } from 'node:crypto';
import type { Destination, Env } from '../config.ts';
import { ownerState, type Owner, type ProcessTable } from './owner.ts';
import { parseSegmentFile, segmentFile, type SegmentName } from './segment-name.ts';

const ORPHAN_AGE_MS = 86_400_000;

export type ListedSegment = SegmentName & { path: string; size: number; writtenAt: number };

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

/** All segments of a folder, oldest first; none where there is no folder. */
export function listSegments(folder: string): ListedSegment[] {
  return filesOf(folder)
    .flatMap((file) => {
      const name = parseSegmentFile(file);
      const path = join(folder, file);
      const stats = name === null ? undefined : statsOf(path);
      if (name === null || stats === undefined) return [];
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

/** Makes a segment this process's own. Of several that try, the rename lets one win; null for the others. */
export function claimSegment(segment: ListedSegment, folder: string, self: Owner): string | null {
  const path = join(folder, segmentFile({ id: segment.id, owner: self }));
  try {
    renameSync(segment.path, path);
    return path;
  } catch {
    return null;
  }
}

/** Deletes drafts and acknowledgements that a crash left without their segment. */
export function deleteStrayFiles(folder: string, now: number): void {
  const ids = new Set(listSegments(folder).map(({ id }) => id));
  for (const file of filesOf(folder)) {
    const isDraft = file.endsWith('.tmp');
    const isOrphan = file.endsWith('.ack') && !ids.has(file.slice(0, -'.ack'.length));
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
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
