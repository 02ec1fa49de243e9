import type { UnknownName, UnknownNamesAnswer } from '@claude-monitor/protocol';

/** Names that clients used and nothing here knows, and how many gave way to others. */
export type UnknownNames = {
  known: Map<string, UnknownNamesAnswer['items'][number]>;
  dropped: number;
};

export const noUnknownNames = (): UnknownNames => ({ known: new Map(), dropped: 0 });

/**
 * Counts what one request listed. When more names come than are kept, the rarest goes, of equals the
 * one that was seen least recently: a client that invents names pushes out no name that is in use.
 */
export function countUnknownNames(
  names: UnknownNames,
  seen: readonly UnknownName[],
  { now, kept }: { now: number; kept: number },
): void {
  for (const { count, ...about } of seen) {
    const key = JSON.stringify([about.client, about.version, about.kind, about.name]);
    const known = names.known.get(key);
    if (known !== undefined) {
      known.count += count;
      known.lastAt = now;
      continue;
    }
    if (names.known.size >= kept) dropRarest(names);
    names.known.set(key, { ...about, count, firstAt: now, lastAt: now });
  }
}

/** As admins see them: the one seen last first. */
export function listUnknownNames({ known, dropped }: UnknownNames): UnknownNamesAnswer {
  const items = [...known.values()].sort(
    (a, b) => b.lastAt - a.lastAt || b.count - a.count || (a.name < b.name ? -1 : 1),
  );
  return { items, dropped };
}

function dropRarest(names: UnknownNames): void {
  let rarest: { key: string; count: number; lastAt: number } | null = null;
  for (const [key, { count, lastAt }] of names.known) {
    const isRarer =
      rarest === null || count < rarest.count || (count === rarest.count && lastAt < rarest.lastAt);
    if (isRarer) rarest = { key, count, lastAt };
  }
  if (rarest === null) return;
  names.known.delete(rarest.key);
  names.dropped++;
}
