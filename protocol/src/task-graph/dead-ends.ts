import { cyclesOf, type Links } from './cycles.ts';

/** What is shown of a way: the ids next to the task and the one it ends at. */
const SHOWN = 12;

/**
 * Which tasks can never begin, and why. `links` are the dependencies of tasks that have not begun
 * (none of the others). The answer is for each dead task the way from it to a cancelled one, or to
 * where it enters a circle (from one of the circle: round to itself); null for all others. Of a long
 * way the tasks next to it and the last one are named.
 */
export function deadEndsOf(
  links: Links,
  isCancelled: (node: number) => boolean,
): (number[] | null)[] {
  const next = nextToDeadEnd(links, isCancelled);
  const last = lastOf(next);
  return links.map((_, node) => (next[node] === -1 ? null : wayFrom(node, next, last)));
}

/** From each dead node one step nearer to its end, from the ends outward: the fewest steps. */
function nextToDeadEnd(links: Links, isCancelled: (node: number) => boolean): Int32Array {
  const next = cyclesOf(links);
  const dependants = links.map((): number[] => []);
  for (const [node, targets] of links.entries()) {
    for (const target of targets) dependants[target]?.push(node);
  }
  const reached = links.flatMap((_, node) =>
    next[node] !== -1 || isCancelled(node) ? [node] : [],
  );
  for (const node of reached) {
    for (const dependant of dependants[node] ?? []) {
      if (next[dependant] !== -1) continue;
      next[dependant] = node;
      reached.push(dependant);
    }
  }
  return next;
}

/** Where the way of each node ends: at a node without a next one, or where it enters a circle. */
function lastOf(next: Int32Array): Int32Array {
  const last = new Int32Array(next.length).fill(-1);
  const walk = new Int32Array(next.length).fill(-1);
  for (let start = 0; start < next.length; start++) {
    const path: number[] = [];
    let node = start;
    while (last[node] === -1 && walk[node] !== start && next[node] !== -1) {
      walk[node] = start;
      path.push(node);
      node = next[node] ?? -1;
    }
    // On the way itself: it has gone round, and each of the circle ends at itself.
    const round = last[node] === -1 ? path.indexOf(node) : -1;
    const end = last[node] === -1 ? node : (last[node] ?? -1);
    for (const [index, passed] of path.entries()) {
      last[passed] = round !== -1 && index >= round ? passed : end;
    }
    if (round === -1) last[node] = end;
  }
  return last;
}

function wayFrom(start: number, next: Int32Array, last: Int32Array): number[] {
  const end = last[start] ?? -1;
  const path = [start];
  for (let node = next[start] ?? -1; node !== end; node = next[node] ?? -1) {
    if (path.length === SHOWN - 1) break;
    path.push(node);
  }
  return [...path, end];
}
