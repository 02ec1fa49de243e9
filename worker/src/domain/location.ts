/** Where the objects of a deployment live: a jurisdiction binds, a hint is a wish of the first call. */
const JURISDICTIONS = ['eu', 'us', 'fedramp', 'fedramp-high'] as const;
const HINTS = ['wnam', 'enam', 'sam', 'weur', 'eeur', 'apac', 'oc', 'afr', 'me'] as const;

/** One choice a deployment: another jurisdiction holds other objects of the same names, empty ones. */
export const LOCATIONS = [...JURISDICTIONS, ...HINTS] as const;

export type Location = (typeof LOCATIONS)[number];

type Placement =
  | { kind: 'jurisdiction'; jurisdiction: (typeof JURISDICTIONS)[number] }
  | { kind: 'hint'; locationHint: (typeof HINTS)[number] }
  | { kind: 'anywhere' };

/** How a location is asked of the platform; null is the platform's own choice, near the first caller. */
export function placementOf(location: Location | null): Placement {
  const jurisdiction = JURISDICTIONS.find((it) => it === location);
  if (jurisdiction !== undefined) return { kind: 'jurisdiction', jurisdiction };
  const locationHint = HINTS.find((it) => it === location);
  return locationHint === undefined ? { kind: 'anywhere' } : { kind: 'hint', locationHint };
}

/** Reads `HUB_LOCATION`; null when it is not set, undefined when it names no location. */
export function parseLocation(text: unknown): Location | null | undefined {
  if (text === undefined || text === '') return null;
  return LOCATIONS.find((it) => it === text);
}
