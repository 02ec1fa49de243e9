/** Where a row stands: which section, and how high in it. */
export type Place = { section: string; rank: number };

export type HeldPlace = { place: Place; wanted: Place; wantedSince: number };

/** A row stays where it is for this long, so that what flickers does not jump. */
export const HOLD_MS = 1_500;

/**
 * The places to show: a new row goes straight to its place, another moves only once it wanted the same
 * new place for a while. Answers the same map when no row's place changed.
 */
export function settle(
  held: ReadonlyMap<string, HeldPlace>,
  wanted: ReadonlyMap<string, Place>,
  now: number,
): ReadonlyMap<string, HeldPlace> {
  const settled = new Map<string, HeldPlace>();
  let hasChanged = held.size !== wanted.size;
  for (const [id, place] of wanted) {
    const before = held.get(id);
    const after = before === undefined ? stays(place, now) : next(before, place, now);
    if (after !== before) hasChanged = true;
    settled.set(id, after);
  }
  return hasChanged ? settled : held;
}

function next(before: HeldPlace, wanted: Place, now: number): HeldPlace {
  if (isSame(wanted, before.place)) {
    return isSame(before.wanted, before.place) ? before : stays(before.place, now);
  }
  if (!isSame(wanted, before.wanted)) return { ...before, wanted, wantedSince: now };
  return now - before.wantedSince >= HOLD_MS ? stays(wanted, now) : before;
}

const stays = (place: Place, now: number): HeldPlace => ({
  place,
  wanted: place,
  wantedSince: now,
});

const isSame = (a: Place, b: Place): boolean => a.section === b.section && a.rank === b.rank;
