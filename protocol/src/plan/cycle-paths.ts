import { cyclesOf, type Links } from '../task-graph/cycles.ts';

/** One circle of each knot of nodes that depend on each other, as a way that ends where it begins. */
export function cyclePaths(links: Links): number[][] {
  const next = cyclesOf(links);
  const seen = new Int32Array(links.length).fill(-1);
  const paths: number[][] = [];
  for (let start = 0; start < links.length; start++) {
    let node = start;
    while (node !== -1 && seen[node] === -1) {
      seen[node] = start;
      node = next[node] ?? -1;
    }
    // Back at a node of this walk; one of an earlier walk leads round a circle that is known.
    if (node !== -1 && seen[node] === start && next[node] !== -1) paths.push(cycleFrom(node, next));
  }
  return paths;
}

/** How the circle is written: all of it, or of a longer one so many ids at each end. */
export function cycleText(ids: readonly string[], shown: number): string {
  const left = ids.length - 2 * shown;
  const named =
    left <= 0
      ? ids
      : [...ids.slice(0, shown), `(${String(left)} more)`, ...ids.slice(ids.length - shown)];
  return `dependency cycle: ${named.join(' -> ')}`;
}

/** Round the circle from its smallest number, back to it. */
function cycleFrom(node: number, next: Int32Array): number[] {
  const circle = [node];
  for (let at = next[node] ?? -1; at !== node; at = next[at] ?? -1) circle.push(at);
  const first = circle.indexOf(circle.reduce((least, at) => Math.min(least, at), node));
  const turned = [...circle.slice(first), ...circle.slice(0, first)];
  return [...turned, ...turned.slice(0, 1)];
}
