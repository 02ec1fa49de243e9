/** The query of an address with some of it changed; null takes a parameter away. */
export function changedQuery(query: string, changes: Record<string, string | null>): string {
  const next = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) next.delete(name);
    else next.set(name, value);
  }
  return `?${next.toString()}`;
}

/** The same with parameters that may stand several times; an empty list takes one away. */
export function withLists(query: string, changes: Record<string, readonly string[]>): string {
  const next = new URLSearchParams(query);
  for (const [name, values] of Object.entries(changes)) {
    next.delete(name);
    for (const value of values) next.append(name, value);
  }
  return `?${next.toString()}`;
}
