import type { SmallState } from '@claude-monitor/fold';
import type { Line } from '@claude-monitor/protocol';
import { compress, decompress, decompressFormer } from './compressed.ts';
import { readMeta, writeMeta } from './storage.ts';

/** Sessions and tasks that went away, and when: libSQL may still show their rows. */
export type RemovedItems = {
  sessions: Map<string, { sessionId: string; seq: number }>;
  tasks: Map<string, { seq: number }>;
};

/** What is kept in one piece beside the records: bounded, and changed by every event. */
export type Kept = SmallState & {
  lines: Line[];
  gone: RemovedItems;
  /** Seqs whose events changed nothing, each as the distance from the one before. */
  unchanged: number[];
};

const META = 'small state';
/** Where the versions before left it. */
const META_FORMER = 'kept';

export function saveKept(sql: SqlStorage, kept: Kept): void {
  writeMeta(sql, META, compress(kept));
  sql.exec('delete from meta where name = ?', META_FORMER);
}

export function loadKept(sql: SqlStorage): Kept | null {
  const stored = readMeta(sql, META);
  // Storage is written by this module alone and migrated by version, so the shape is known.
  if (stored !== null) return decompress(stored) as Kept;
  const former = readMeta(sql, META_FORMER);
  return former === null ? null : (decompressFormer(former) as Kept);
}
