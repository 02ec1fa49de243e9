/**
 * JSON with maps in it, for the fold's own structures in storage. Objects in them have fixed field
 * names, so `$map` is never a field of the data.
 */
export function encodeState(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    item instanceof Map ? { $map: [...(item as ReadonlyMap<unknown, unknown>)] } : item,
  );
}

/** The caller names the type: only what this version (or a migration) wrote is read back. */
export function decodeState(text: string): unknown {
  return JSON.parse(text, (_, item: unknown) => (isEncodedMap(item) ? new Map(item.$map) : item));
}

const isEncodedMap = (item: unknown): item is { $map: [unknown, unknown][] } =>
  typeof item === 'object' && item !== null && '$map' in item && Array.isArray(item.$map);
