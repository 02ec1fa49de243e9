import type { Owner } from './owner.ts';

/**
 * A segment is one append-only NDJSON file with one writer, which its name states: taking over a
 * dead writer's segment is one atomic rename, and needs no lock file that could itself go stale.
 * `id` stays; it names the sidecar with the acknowledged offset.
 */
export type SegmentName = { id: string; owner: Owner };

const PATTERN = /^(\d{13}-[0-9a-f]{12})\.([0-9a-f]{8})\.(\d{1,10})\.(\d{1,20})\.ndjson$/;

export function segmentFile({ id, owner }: SegmentName): string {
  return `${id}.${owner.host}.${String(owner.pid)}.${owner.start}.ndjson`;
}

export function parseSegmentFile(file: string): SegmentName | null {
  const [, id, host, pid, start] = PATTERN.exec(file) ?? [];
  if (id === undefined || host === undefined || pid === undefined || start === undefined) {
    return null;
  }
  return { id, owner: { host, pid: Number(pid), start } };
}

/** Ids sort by the time of creation. */
export function newSegmentId(now: number, random: () => string): string {
  return `${String(now).padStart(13, '0')}-${random().replace(/-/g, '').slice(0, 12)}`;
}

export const createdAtOf = (id: string): number => Number(id.slice(0, 13));
