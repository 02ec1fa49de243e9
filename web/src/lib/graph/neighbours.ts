export type Edge = { from: string; to: string };

export type Neighbours = {
  before: ReadonlyMap<string, readonly string[]>;
  after: ReadonlyMap<string, readonly string[]>;
};

export function neighboursOf(edges: Iterable<Edge>): Neighbours {
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  const known = new Set<string>();
  for (const { from, to } of edges) {
    const key = JSON.stringify([from, to]);
    if (known.has(key)) continue;
    known.add(key);
    add(before, to, from);
    add(after, from, to);
  }
  return { before, after };
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** A node with all that it rests on and all that rests on it, near or far. */
export type Chain = { before: ReadonlySet<string>; after: ReadonlySet<string> };

export function chainOf(id: string, { before, after }: Neighbours): Chain {
  return { before: reached(id, before), after: reached(id, after) };
}

/** Whether an edge lies on a chain: between two of its nodes on the same side of its middle. */
export function isOnChain({ from, to }: Edge, id: string, chain: Chain): boolean {
  const isBefore = chain.before.has(from) && (to === id || chain.before.has(to));
  return isBefore || (chain.after.has(to) && (from === id || chain.after.has(from)));
}

/** A circle does not hold it up; the node itself is not among what it reaches. */
function reached(id: string, next: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [id];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    for (const neighbour of next.get(node) ?? []) {
      if (neighbour === id || found.has(neighbour)) continue;
      found.add(neighbour);
      open.push(neighbour);
    }
  }
  return found;
}
