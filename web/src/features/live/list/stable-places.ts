/** Where a row stands: which section, and how high in it. */
export type Place = { section: string; rank: number };

export type StablePlace = { place: Place; wanted: Place; wantedSince: number };

/** A row stays where it is for this long, so that what flickers does not jump. */
export const HOLD_MS = 1_500;

/**
 * The places to show: a new row goes straight to its place, another moves only once it wanted the same
 * new place for a while. Answers the same map when no row's place changed.
 */
export function stabilize(
  known: ReadonlyMap<string, StablePlace>,
  wanted: ReadonlyMap<string, Place>,
  now: number,
): ReadonlyMap<string, StablePlace> {
  const settled = new Map<string, StablePlace>();
  let hasChanged = known.size !== wanted.size;
  for (const [id, place] of wanted) {
    const before = known.get(id);
    const after = before === undefined ? stays(place, now) : next(before, place, now);
    if (after !== before) hasChanged = true;
    settled.set(id, after);
  }
  return hasChanged ? settled : known;
}

function next(before: StablePlace, wanted: Place, now: number): StablePlace {
  if (isSame(wanted, before.place)) {
    return isSame(before.wanted, before.place) ? before : stays(before.place, now);
  }
  if (!isSame(wanted, before.wanted)) return { ...before, wanted, wantedSince: now };
  return now - before.wantedSince >= HOLD_MS ? stays(wanted, now) : before;
}

const stays = (place: Place, now: number): StablePlace => ({
  place,
  wanted: place,
  wantedSince: now,
});

const isSame = (a: Place, b: Place): boolean => a.section === b.section && a.rank === b.rank;
