import type { Section } from './sections.ts';

/** A group with fewer rows than this says little. */
const LEAST = 3;

/**
 * How many rows each group of a list shows, which has room for `room` rows in all: small groups all of theirs, the
 * others equal parts of the rest. Where there are more groups than room for a few rows of each, the last have none.
 */
export function sharedRows(sizes: readonly number[], room: number): number[] {
  const kept = Math.max(1, Math.floor(room / LEAST));
  const bySize = [...sizes.slice(0, kept).entries()].sort(([, a], [, b]) => a - b);
  const shown = sizes.map(() => 0);
  let left = room;
  for (const [place, [group, size]] of bySize.entries()) {
    const rows = Math.min(size, Math.floor(left / (bySize.length - place)));
    shown[group] = rows;
    left -= rows;
  }
  return shown;
}

export type ShownGroups = {
  shown: readonly { group: Section; most: number }[];
  /** Those that have no row. */
  hidden: { groups: number; sessions: number };
};

export function shownGroups(groups: readonly Section[], room: number): ShownGroups {
  const rows = sharedRows(
    groups.map((group) => group.rows.length),
    room,
  );
  const all = groups.map((group, place) => ({ group, most: rows[place] ?? 0 }));
  const hidden = all.filter(({ most }) => most === 0);
  return {
    shown: all.filter(({ most }) => most > 0),
    hidden: {
      groups: hidden.length,
      sessions: hidden.reduce((sum, { group }) => sum + group.rows.length, 0),
    },
  };
}
